"""What a thousand subscribers cost while nothing happens, and what it takes to tell all of them what does."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.soak.audience import Audience, audience_of
from tests.soak.audit import audit
from tests.soak.calls import Outcome
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.idle_figures import Costs, Waits
from tests.soak.postgres_seen import Connection, PostgresSeen
from tests.soak.process_seen import allow_files
from tests.soak.quiet import Quiet, quiet
from tests.soak.report import Measure
from tests.soak.scenario import Conditions, Findings
from tests.soak.shop import shop_at
from tests.soak.subscribers import Following
from tests.soak.traffic import Traffic, traffic_at
from tests.soak.under_load import call_measures, remarks_of

OF_EACH_KIND = 500
FILES = 2 * OF_EACH_KIND + 200
ALONE, IDLE, LEFT = 10.0, 20.0, 5.0  # seconds of looking at a gateway without subscribers, with, and after
SETTLING = 12.0  # seconds; what Postgres has done it tells late
SINGLE, BATCH, UNDER_LOAD = 20, 20, 20  # deliveries
PACE = 0.5  # seconds between bookings under load
READING = 40.0  # seconds; 15 in which nothing is read, and before them the buffers have to fill
# Not one account: of the writers' events a thousand would have to be told, a million messages a second.
WRITTEN, FOLLOWED = "demo", "demo-2"
LAST = "SELECT number FROM event_counter WHERE account_id = $1"


async def idle_subscribers(conditions: Conditions) -> Findings:
    """One round, whatever was asked for."""
    allow_files(FILES)
    place = conditions.place
    async with gateway_in(place) as gateway, PostgresSeen.below(place).connected() as postgres:
        return await Course(gateway, postgres).run()


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to one gateway from its start to the leave of all subscribers."""

    gateway: GatewayProcess
    postgres: Connection

    async def run(self) -> Findings:
        alone = await self._quiet(ALONE)
        following = await self._following(FOLLOWED)
        subscribers = [following.over_socket, following.over_events] * OF_EACH_KIND
        async with audience_of(following.since, subscribers) as audience:
            idle, busy, traffic, told = await self._with(audience)
        costs = Costs(len(subscribers), alone, idle, busy, await self._quiet(LEFT))
        kept = await audit(self.postgres, self.gateway.url, traffic.batches + traffic.probes)
        return Findings([*costs.measures(), *told, *kept], remarks_of(traffic))

    async def _with(self, audience: Audience) -> tuple[Quiet, Quiet, Traffic, list[Measure]]:
        async with shop_at(self.gateway.url, FOLLOWED, audience) as shop:
            connected = await shop.book()
            await asyncio.sleep(SETTLING)
            idle = await self._quiet(IDLE)
            single, batch = await shop.book_on(SINGLE), await shop.book(BATCH)
            async with traffic_at(self.gateway.url) as traffic:
                under_load = await shop.book_on(UNDER_LOAD, PACE)
                deafness = await _deafness(await self._following(WRITTEN))
        busy = await self._quiet(1)
        return (
            idle,
            busy,
            traffic,
            [
                *Waits(connected, single, batch, under_load).measures(),
                Measure("subscriptions that ended by themselves", audience.ended, most=0),
                Measure("subscribers not told everything in order", audience.wrong(shop.last), most=0),
                Measure("who reads nothing is hung up on after, s", deafness, most=READING),
                Measure("503 for good clients", traffic.count(Outcome.UNAVAILABLE), most=0),
                *call_measures(traffic, most_resets=0),
            ],
        )

    async def _quiet(self, seconds: float) -> Quiet:
        return await quiet(self.gateway.pid, self.postgres, seconds)

    async def _following(self, account: str) -> Following:
        """From here on; the demo's tokens are named as their accounts."""
        return Following(self.gateway.port, account, await self.postgres.fetchval(LAST, account))


async def _deafness(following: Following) -> float:
    """The seconds until somebody who never reads is hung up on; infinite where he is not."""
    began = time.monotonic()
    with following.deaf() as deaf, suppress(ConnectionError):
        while time.monotonic() - began < READING:
            deaf.send(b"\r\n")  # to be reset: the gateway's farewell waits behind all that was not read
            await asyncio.sleep(1)
        return float("inf")
    return time.monotonic() - began
