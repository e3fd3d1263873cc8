"""The costs of a thousand idle subscribers, and how long it takes until all have received an event."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.soak.audience import Audience, audience_of
from tests.soak.audit import audit
from tests.soak.booking_client import booking_client_at
from tests.soak.calls import CallOutcome
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.idle_figures import Costs, Waits
from tests.soak.postgres_seen import Connection, PostgresSeen
from tests.soak.process_seen import allow_files
from tests.soak.quiet import Quiet, measure_quiet
from tests.soak.report import Measure
from tests.soak.subscribers import Following
from tests.soak.traffic import Traffic, traffic_at
from tests.soak.under_load import call_measures, remarks_of

OF_EACH_KIND = 500
FILES = 2 * OF_EACH_KIND + 200
ALONE, IDLE, LEFT = 10.0, 20.0, 5.0  # seconds of measuring without, with and after subscribers
SETTLING = 12.0  # seconds, as Postgres updates its statistics late
SINGLE, BATCH, UNDER_LOAD = 20, 20, 20  # deliveries
RUNS = 5  # of a batch, of which the quickest is reported
PACE = 0.5  # seconds between bookings under load
READING = 40.0  # seconds: 15 without reading, after the buffers are full
# Two accounts, as a thousand subscribers of the writers' account would receive a million messages a second.
WRITTEN, FOLLOWED = "demo", "demo-2"
LAST = "SELECT number FROM event_counter WHERE account_id = $1"


async def idle_subscribers(conditions: Conditions) -> Findings:
    """Run one round, whatever the conditions say."""
    allow_files(FILES)
    place = conditions.place
    async with gateway_in(place) as gateway, PostgresSeen.below(place).connect() as postgres:
        return await IdleSubscribers(gateway, postgres).run()


@dataclass(frozen=True, slots=True)
class IdleSubscribers:
    """The scenario on one gateway, from its start until all subscribers have left."""

    gateway: GatewayProcess
    postgres: Connection

    async def run(self) -> Findings:
        alone = await self._quiet(ALONE)
        following = await self._following(FOLLOWED)
        subscribers = [following.over_socket, following.over_events] * OF_EACH_KIND
        async with audience_of(following.since, subscribers) as audience:
            idle, busy, traffic, waits = await self._with(audience)
        costs = Costs(len(subscribers), alone, idle, busy, await self._quiet(LEFT))
        kept = await audit(self.postgres, self.gateway.url, traffic.batches + traffic.probes)
        return Findings([*costs.measures(), *waits, *kept], remarks_of(traffic))

    async def _with(self, audience: Audience) -> tuple[Quiet, Quiet, Traffic, list[Measure]]:
        async with booking_client_at(self.gateway.url, FOLLOWED, audience) as shop:
            connected = await shop.book()
            await asyncio.sleep(SETTLING)
            idle = await self._quiet(IDLE)
            single, batch = await shop.book_repeatedly(SINGLE), await shop.book(BATCH)
            work = min([await shop.measure_cpu(self.gateway.pid, BATCH) for _ in range(RUNS)])
            async with traffic_at(self.gateway.url) as traffic:
                under_load = await shop.book_repeatedly(UNDER_LOAD, PACE)
                disconnection = await _disconnection(await self._following(WRITTEN))
        busy = await self._quiet(1)
        return (
            idle,
            busy,
            traffic,
            [
                *Waits(connected, single, batch, under_load).measures(),
                Measure("CPU for one change and subscriber, µs", 1e6 * work / BATCH / audience.size),
                Measure("subscriptions that ended by themselves", audience.ended, most=0),
                Measure(
                    "subscribers that did not receive all in order",
                    audience.count_incomplete(shop.last),
                    most=0,
                ),
                Measure("a client that stops reading is disconnected after, s", disconnection, most=READING),
                Measure("503 for good clients", traffic.count(CallOutcome.UNAVAILABLE), most=0),
                *call_measures(traffic, most_resets=0),
            ],
        )

    async def _quiet(self, seconds: float) -> Quiet:
        return await measure_quiet(self.gateway.pid, self.postgres, seconds)

    async def _following(self, account: str) -> Following:
        """Follow from the last event on; the demo's tokens have the names of their accounts."""
        return Following(self.gateway.port, account, await self.postgres.fetchval(LAST, account))


async def _disconnection(following: Following) -> float:
    """Return the seconds until a client that stops reading is disconnected; infinite if it is not."""
    began = time.monotonic()
    with following.open_unread() as unread, suppress(ConnectionError):
        while time.monotonic() - began < READING:
            unread.send(b"\r\n")  # to be reset, as the gateway's last message waits behind unread data
            await asyncio.sleep(1)
        return float("inf")
    return time.monotonic() - began
