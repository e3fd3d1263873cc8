"""Lists and searches of an account, one request after the other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from api.graphql.cursors import cursor
from api.graphql.global_ids import DELIVERY
from bench.http import http_request, send_requests
from bench.measure import sample_round
from bench.scale.figures import ScaleFigure
from bench.scale.fill import LARGEST, MIDDLE, ScaledDatabase, id_after
from bench.systems import RunningSystem
from domain.model.page import Place

SECONDS: Final = 0.5
PAGE: Final = 50
DEEP: Final = 1_000  # pages
FILTERS: Final = {
    "no filter": "",
    "one state": "{states: [CREATED]}",
    "a rare state": "{states: [FOR_REDELIVERY]}",
    "several states": "{states: [CREATED, PLANNED, IN_PROGRESS]}",
    "a day": '{dateFrom: "2018-06-05", dateTo: "2018-06-05"}',
    "a month": '{dateFrom: "2018-06-01", dateTo: "2018-06-30"}',
    "states of a day": '{states: [CREATED, NOT_RECEIVED], dateFrom: "2018-06-05", dateTo: "2018-06-05"}',
    "department of a day": '{department: "Shop", dateFrom: "2018-06-05", dateTo: "2018-06-05"}',
    "zip of a day": '{zip: "2100", dateFrom: "2018-06-05", dateTo: "2018-06-05"}',
    "zip": '{zip: "2100"}',
    "city": '{city: "Aarhus C"}',
    "department": '{department: "Shop"}',
    "recipient": '{recipient: "Anna Jensen"}',
    "reference": '{reference: "ORDER-4711"}',
    "words: frequent": '{text: "jensen"}',
    "words: half of all": '{text: "gammel"}',
    "words: one match": '{text: "order 4711"}',
    "words: no match": '{text: "nobody"}',
    "words in a day": '{text: "jensen", dateFrom: "2018-06-05", dateTo: "2018-06-05"}',
}
ORDERS: Final = ("CREATED_DESC", "DELIVERY_DATE_DESC", "DELIVERY_DATE_ASC")


def list_query(
    criteria: str, order: str = "CREATED_DESC", *, after: str = "", fields: str = "nodes { id }"
) -> str:
    chosen = f", filter: {criteria}" if criteria else ""
    place = f', after: "{after}"' if after else ""
    return f"{{ deliveries(first: {PAGE}, orderBy: {order}{chosen}{place}) {{ {fields} }} }}"


def graphql_request(token: str, query: str) -> bytes:
    return http_request("POST", "/graphql", token, {"query": query})


@dataclass(frozen=True, slots=True)
class QueryMeter:
    """Measures single queries of the gateway, one request after the other."""

    running: RunningSystem
    postmaster: int

    async def measure(self, token: str, query: str, subject: str, name: str) -> ScaleFigure:
        port, queues = self.running.port, [[graphql_request(token, query)]]
        refused = (await send_requests(port, queues, 0)).refused  # the first one prepares the document
        sample = await sample_round(
            self.running, self.postmaster, lambda: send_requests(port, queues, SECONDS)
        )
        figures = (sample.p50, sample.p99, sample.gateway, sample.postgres)
        return ScaleFigure(subject, name, figures, _code(refused))


async def measure_lists(meter: QueryMeter, filled: ScaledDatabase, dsn: str) -> AsyncIterator[ScaleFigure]:
    """Measure each filter in each order, counts, and deep pages."""
    token = filled.tokens[LARGEST]
    for order in ORDERS:
        for name, criteria in FILTERS.items():
            yield await meter.measure(token, list_query(criteria, order), order, name)
    for name, criteria in FILTERS.items():
        query = list_query(criteria, fields="totalCount")
        yield await meter.measure(token, query, "totalCount", name)
    deepest = min(DEEP, filled.largest // PAGE)
    for account_id, pages in ((LARGEST, 1), (LARGEST, deepest), (MIDDLE, 1)):
        after = cursor(DELIVERY, Place(await id_after(dsn, account_id, (pages - 1) * PAGE)))
        query, name = list_query("", after=after), f"page {pages:,} of {account_id}"
        yield await meter.measure(filled.tokens[account_id], query, "deep pages", name)


def _code(refused: str) -> str:
    """Return the code of a refusal."""
    return refused.partition('"code":"')[2].partition('"')[0] or refused.partition("\r\n")[0]
