"""Writers that retry until they succeed, and the result of each of their batches."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.soak.bookings import CREATE, booking, graphql_booking
from tests.soak.calls import AGAIN, LONGEST_WAIT, CallOutcome, CallResult, graphql, rest
from tests.soak.recovery import Recovery

WRITERS = 8
ROWS = 20
PACE = 0.05  # seconds between a writer's batches, for enough load while other work is done
PAUSE = 0.1  # before the next attempt; shorter than Retry-After, to notice a recovery at once
PROBE_PACE = 0.1


@dataclass(slots=True)
class Batch:
    """Deliveries sent in one request; `ids` are those that the gateway returned."""

    references: tuple[str, ...]
    ids: tuple[str, ...] = ()
    attempts: int = 0
    replayed: bool = False
    seconds: float = 0.0

    @property
    def is_acknowledged(self) -> bool:
        return bool(self.ids)


def batch_of(rows: int) -> Batch:
    name = uuid4().hex
    return Batch(tuple(f"{name}-{number}" for number in range(rows)))


@dataclass(slots=True)
class Traffic:
    """All batches of both channels, and the outcomes of their calls."""

    url: str
    batches: list[Batch] = field(default_factory=list)
    probes: list[Batch] = field(default_factory=list)
    calls: dict[str, Counter[CallOutcome]] = field(
        default_factory=lambda: {"REST": Counter(), "GraphQL": Counter()}
    )
    remarks: Counter[str] = field(default_factory=Counter)
    recovery: Recovery = field(default_factory=Recovery)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def note_fault(self) -> Recovery:
        """Note the first success of every client from now on."""
        self.recovery = Recovery(frozenset(self._clients))
        return self.recovery

    @property
    def _clients(self) -> list[tuple[str, int]]:
        return [("GraphQL", 0), *(("REST", number) for number in range(WRITERS))]

    async def write(self, number: int) -> None:
        """Send batch after batch, each with its key until it is acknowledged."""
        async with self._http() as http:
            while not self._over.is_set():
                batch = batch_of(ROWS)
                self.batches.append(batch)
                await self._send_until_acknowledged(http, batch, number)
                await asyncio.sleep(PACE)

    async def _send_until_acknowledged(self, http: httpx.AsyncClient, batch: Batch, number: int) -> None:
        body, key = [booking(reference) for reference in batch.references], batch.references[0]
        first = time.monotonic()
        while True:
            batch.attempts += 1
            began = time.monotonic()
            call = await rest(http, "/v1.3/scheduled/create", body, key=key)
            self._note("REST", call)
            if call.outcome is CallOutcome.DONE:
                batch.ids = tuple(each["scheduled_id"] for each in call.body)
                batch.replayed, batch.seconds = call.replayed, time.monotonic() - first
                self.recovery.note(("REST", number), began)
            if call.outcome not in AGAIN:
                return
            await asyncio.sleep(PAUSE)

    async def probe(self) -> None:
        """Send one booking after the other, each only once, as it has no key."""
        async with self._http() as http:
            while not self._over.is_set():
                probe = batch_of(1)
                self.probes.append(probe)
                began = time.monotonic()
                order = {"deliveries": [graphql_booking(probe.references[0])]}
                call = await graphql(http, CREATE, input=order)
                self._note("GraphQL", call)
                if call.outcome is CallOutcome.DONE:
                    probe.ids = tuple(
                        each["scheduledId"] for each in call.body["createDeliveries"]["deliveries"]
                    )
                    self.recovery.note(("GraphQL", 0), began)
                await asyncio.sleep(PROBE_PACE)

    def _note(self, channel: str, call: CallResult) -> None:
        self.calls[channel][call.outcome] += 1
        if call.said:
            self.remarks[f"{channel}: {call.said}"] += 1

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, timeout=LONGEST_WAIT)

    def end(self) -> None:
        self._over.set()

    def count(self, outcome: CallOutcome) -> int:
        return sum(calls[outcome] for calls in self.calls.values())


@asynccontextmanager
async def traffic_at(url: str) -> AsyncIterator[Traffic]:
    """Run traffic during a block, and until the last batch of every writer is acknowledged."""
    traffic = Traffic(url)
    async with asyncio.timeout(None) as deadline, asyncio.TaskGroup() as clients:
        for number in range(WRITERS):
            clients.create_task(traffic.write(number))
        clients.create_task(traffic.probe())
        yield traffic
        traffic.end()
        deadline.reschedule(asyncio.get_running_loop().time() + 2 * LONGEST_WAIT)
