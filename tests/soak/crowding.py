"""A lock is held for 6 s while 60 clients need it: they get a 503 in time, and succeed afterwards."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.soak.audit import audit
from tests.soak.bookings import booking
from tests.soak.calls import LONGEST_WAIT, CallOutcome, rest
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import gateway_in
from tests.soak.postgres_seen import PostgresSeen
from tests.soak.report import Measure
from tests.soak.traffic import Batch, batch_of

REQUESTS = 60
HELD = 6.0  # seconds
LONGEST_NO = 9.0  # seconds: 3 for a connection, 5 for a lock, 1 more
LONGEST_RECOVERY = 5.0
LOCK = "SELECT number FROM event_counter WHERE account_id = 'demo' FOR UPDATE"


async def pool_exhausted(conditions: Conditions) -> Findings:
    crowd = _Crowd()
    limits = httpx.Limits(max_connections=None)
    async with gateway_in(conditions.place) as gateway:
        postgres = PostgresSeen.below(conditions.place)
        async with httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT, limits=limits) as http:
            for _ in range(conditions.rounds):
                async with _hold_lock(postgres):
                    calls = [asyncio.create_task(crowd.call(http)) for _ in range(REQUESTS)]
                    await asyncio.sleep(HELD)
                await asyncio.gather(*calls)
                await crowd.recover(http)
        async with postgres.connect() as connection:
            kept = await audit(connection, gateway.url, crowd.batches)
        return Findings([Measure("rounds", conditions.rounds), *crowd.measures(), *kept], crowd.remarks)


@asynccontextmanager
async def _hold_lock(postgres: PostgresSeen) -> AsyncIterator[None]:
    """Hold the lock that every command of the demo account needs."""
    async with postgres.connect() as connection, connection.transaction():
        await connection.execute(LOCK)
        yield


class _Crowd:
    """The calls of all rounds, their outcomes and durations."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.remarks: list[str] = []
        self._outcomes: Counter[CallOutcome] = Counter()
        self._longest: dict[CallOutcome, float] = dict.fromkeys(CallOutcome, 0.0)
        self._recovery = 0.0
        self._after: Counter[CallOutcome] = Counter()

    async def call(self, http: httpx.AsyncClient) -> None:
        outcome, seconds = await self._book(http)
        self._outcomes[outcome] += 1
        self._longest[outcome] = max(self._longest[outcome], seconds)

    async def recover(self, http: httpx.AsyncClient) -> None:
        """Send all requests again at once, without the lock."""
        began = time.monotonic()
        ended = await asyncio.gather(*(self._book(http) for _ in range(REQUESTS)))
        self._recovery = max(self._recovery, time.monotonic() - began)
        self._after.update(outcome for outcome, _ in ended)

    async def _book(self, http: httpx.AsyncClient) -> tuple[CallOutcome, float]:
        batch = batch_of(1)
        self.batches.append(batch)
        began = time.monotonic()
        call = await rest(http, "/v1.3/scheduled/create", [booking(batch.references[0])])
        if call.outcome is CallOutcome.DONE:
            batch.ids = (call.body["scheduled_id"],)
        elif call.said:
            self.remarks.append(call.said)
        return call.outcome, time.monotonic() - began

    def measures(self) -> list[Measure]:
        others = (
            self._outcomes.total()
            - self._outcomes[CallOutcome.DONE]
            - self._outcomes[CallOutcome.UNAVAILABLE]
        )
        return [
            Measure("answered with success", self._outcomes[CallOutcome.DONE]),
            Measure("answered with 503 and Retry-After", self._outcomes[CallOutcome.UNAVAILABLE], least=1),
            Measure("answered otherwise or not at all", others, most=0),
            Measure("5xx other than 503", self._outcomes[CallOutcome.SERVER_ERROR], most=0),
            Measure("longest wait for a 503, s", self._longest[CallOutcome.UNAVAILABLE], most=LONGEST_NO),
            Measure(
                "not answered with success afterwards",
                self._after.total() - self._after[CallOutcome.DONE],
                most=0,
            ),
            Measure("all 60 succeed afterwards within, s", self._recovery, most=LONGEST_RECOVERY),
        ]
