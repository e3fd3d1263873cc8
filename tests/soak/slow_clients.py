"""Clients that never complete a request are disconnected, and other clients are not affected."""

import asyncio
import time
from contextlib import suppress

from tests.soak.audit import audit
from tests.soak.calls import CallOutcome
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.postgres_seen import PostgresSeen
from tests.soak.report import Measure
from tests.soak.traffic import traffic_at
from tests.soak.under_load import call_measures, remarks_of

HALF_HEAD = b"GET /v1/settings/config HTTP/1.1\r\nHost: gateway.test\r\nTok"
HALF_BODY = (
    b"POST /v1.3/scheduled/create HTTP/1.1\r\nHost: gateway.test\r\nToken: demo\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{"
)
NO_DRIP, DRIP = b"", b"x"
DRIP_EVERY = 1.0  # seconds
KINDS = {
    "half heads": (200, HALF_HEAD, NO_DRIP),
    "half bodies": (50, HALF_BODY, NO_DRIP),
    "heads that drip on": (20, HALF_HEAD, DRIP),
}
PROMISED = 15.0
LONGEST_WAIT = 25.0
LONGEST_FOR_OTHERS = 2.0


async def slow_clients(conditions: Conditions) -> Findings:
    """Run one round, as every round takes as long as the deadline."""
    async with gateway_in(conditions.place) as gateway:
        async with traffic_at(gateway.url) as traffic:
            await asyncio.sleep(1)  # so that the good clients are connected first
            waits = {kind: _closings(gateway, *what) for kind, what in KINDS.items()}
            closed = dict(zip(waits, await asyncio.gather(*waits.values()), strict=True))
        async with PostgresSeen.below(conditions.place).connect() as connection:
            kept = await audit(connection, gateway.url, traffic.batches + traffic.probes)
        longest = max(batch.seconds for batch in traffic.batches)
        return Findings(
            [
                *(measure for kind, seconds in closed.items() for measure in _measures(kind, seconds)),
                Measure("longest call of a good client, s", longest, most=LONGEST_FOR_OTHERS),
                Measure("503 for good clients", traffic.count(CallOutcome.UNAVAILABLE), most=0),
                *call_measures(traffic, most_resets=0),
                *kept,
            ],
            remarks_of(traffic),
        )


def _measures(kind: str, seconds: list[float | None]) -> list[Measure]:
    ended = [each for each in seconds if each is not None]
    return [
        Measure(f"{kind} still open after {LONGEST_WAIT:.0f} s", len(seconds) - len(ended), most=0),
        Measure(f"longest until {kind} were closed, s", max(ended, default=0.0), most=PROMISED),
    ]


async def _closings(gateway: GatewayProcess, count: int, start: bytes, drip: bytes) -> list[float | None]:
    return await asyncio.gather(*(_closing(gateway.port, start, drip) for _ in range(count)))


async def _closing(port: int, start: bytes, drip: bytes) -> float | None:
    """Return the seconds until the gateway closes the connection, `None` if it does not."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(start)
    dripping = asyncio.create_task(_drip(writer, drip))
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            with suppress(ConnectionError):
                await reader.read()  # an answer may come before the end
        return time.monotonic() - began
    except TimeoutError:
        return None
    finally:
        dripping.cancel()
        writer.transport.abort()


async def _drip(writer: asyncio.StreamWriter, drip: bytes) -> None:
    while drip and not writer.is_closing():
        writer.write(drip)
        await asyncio.sleep(DRIP_EVERY)
