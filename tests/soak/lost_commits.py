"""The connection to Postgres is cut just after a COMMIT is executed, and just before."""

from collections import Counter

import httpx

from persistence.embedded import EmbeddedPostgres
from tests.persistence.proxy import Deal, Line, Proxy, proxy_to
from tests.soak.audit import audit
from tests.soak.bookings import CREATE, booking, graphql_booking
from tests.soak.calls import LONGEST_WAIT, CallOutcome, CallResult, graphql, rest
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import gateway_in
from tests.soak.postgres_seen import PostgresSeen
from tests.soak.report import Measure
from tests.soak.traffic import ROWS, Batch, batch_of


async def commit_answers_lost(conditions: Conditions) -> Findings:
    """Cut a call with a key, one without a key, and one on the other channel."""
    folder = conditions.place / "postgres"
    with EmbeddedPostgres(folder, report=lambda _line: None) as dsn:
        async with (
            proxy_to(dsn) as proxy,
            gateway_in(conditions.place, DATABASE_URL=proxy.dsn) as gateway,
            httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT) as http,
        ):
            course = _CutCalls(proxy, http)
            for _ in range(conditions.rounds):
                for cut in (_after, _before):
                    await course.with_a_key(cut)
                    await course.without_a_key(cut)
                    await course.by_graphql(cut)
            async with PostgresSeen(folder / "postgres").connect() as connection:
                kept = await audit(connection, gateway.url, course.batches)
            return Findings([*course.measures(), *kept])


async def _after(line: Line) -> None:
    await line.commit()
    line.abort_connection()


async def _before(line: Line) -> None:
    line.abort_connection()


class _CutCalls:
    """Calls, each with one COMMIT that is cut, and their outcomes."""

    def __init__(self, proxy: Proxy, http: httpx.AsyncClient) -> None:
        self.batches: list[Batch] = []
        self._proxy = proxy
        self._http = http
        self._calls: Counter[CallOutcome] = Counter()
        self._untouched = 0
        self._replays = self._other_answers = 0

    async def with_a_key(self, cut: Deal) -> None:
        """Send the same again with the same key; the answer must be the same."""
        batch = self._next()
        first = await self._book(cut, batch, batch.references[0])
        again = await rest(self._http, "/v1.3/scheduled/create", _bodies(batch), key=batch.references[0])
        self._replays += again.replayed
        self._other_answers += again.body != first.body

    async def without_a_key(self, cut: Deal) -> None:
        await self._book(cut, self._next(), None)

    async def by_graphql(self, cut: Deal) -> None:
        batch = self._next()
        order = {"deliveries": [graphql_booking(reference) for reference in batch.references]}
        self._proxy.deals.append(cut)
        call = self._note(await graphql(self._http, CREATE, input=order))
        if call.outcome is CallOutcome.DONE:
            batch.ids = tuple(each["scheduledId"] for each in call.body["createDeliveries"]["deliveries"])

    async def _book(self, cut: Deal, batch: Batch, key: str | None) -> CallResult:
        self._proxy.deals.append(cut)
        call = self._note(await rest(self._http, "/v1.3/scheduled/create", _bodies(batch), key=key))
        if call.outcome is CallOutcome.DONE:
            batch.ids = tuple(each["scheduled_id"] for each in call.body)
        return call

    def _next(self) -> Batch:
        self.batches.append(batch_of(ROWS))
        return self.batches[-1]

    def _note(self, call: CallResult) -> CallResult:
        self._calls[call.outcome] += 1
        self._untouched += len(self._proxy.deals)
        self._proxy.deals.clear()
        return call

    def measures(self) -> list[Measure]:
        calls = self._calls.total()
        return [
            Measure("calls whose COMMIT was cut", calls - self._untouched, least=calls),
            Measure(
                "calls that were not answered with success", calls - self._calls[CallOutcome.DONE], most=0
            ),
            Measure("second calls with the same key that were replayed", self._replays, least=calls // 3),
            Measure("second calls with the same key and another answer", self._other_answers, most=0),
        ]


def _bodies(batch: Batch) -> list[dict[str, object]]:
    return [booking(reference) for reference in batch.references]
