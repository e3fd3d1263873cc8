"""A comparison of what was sent with the database and with the gateway's lists."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import httpx

from tests.soak.calls import LONGEST_WAIT, CallOutcome, graphql
from tests.soak.postgres_seen import Connection
from tests.soak.report import Measure
from tests.soak.traffic import Batch

STORED = "SELECT reference, id FROM delivery WHERE account_id = 'demo'"
WITHOUT_EVENT = """
    SELECT count(*) FROM delivery WHERE (
        SELECT count(*) FROM event WHERE event.account_id = delivery.account_id
        AND subject = 'delivery' AND subject_id = delivery.id AND event_type = 'created'
    ) <> 1
"""
GAPS = """
    SELECT count(*) FROM event_counter AS counter
    WHERE number <> (SELECT count(*) FROM event WHERE event.account_id = counter.account_id)
"""
LIST = """query($after: String) { deliveries(first: 100, after: $after) {
  nodes { scheduledId } pageInfo { hasNextPage endCursor }
} }"""


@dataclass(frozen=True, slots=True)
class StoredDeliveries:
    """The deliveries in the database: their ids, and how often each reference is stored."""

    ids: frozenset[str]
    copies: Counter[str]

    def is_lost(self, batch: Batch) -> bool:
        return batch.is_acknowledged and not self.ids.issuperset(batch.ids)

    def is_torn(self, batch: Batch) -> bool:
        return len({bool(self.copies[reference]) for reference in batch.references}) > 1

    def is_doubled(self, batch: Batch) -> bool:
        return any(self.copies[reference] > 1 for reference in batch.references)


async def read_deliveries(connection: Connection) -> StoredDeliveries:
    rows = await connection.fetch(STORED)
    return StoredDeliveries(frozenset(row["id"] for row in rows), Counter(row["reference"] for row in rows))


async def audit(connection: Connection, url: str, batches: Sequence[Batch]) -> list[Measure]:
    """Compare acknowledged batches with stored ones; call it when no writer is active."""
    stored = await read_deliveries(connection)
    listed = await _list_ids(url)
    acknowledged = [batch for batch in batches if batch.is_acknowledged]
    return [
        Measure("batches acknowledged", len(acknowledged), least=1),
        Measure("lost", _count(stored.is_lost(batch) for batch in batches), most=0),
        Measure("torn", _count(stored.is_torn(batch) for batch in batches), most=0),
        Measure("doubled", _count(stored.is_doubled(batch) for batch in batches), most=0),
        Measure(
            "acknowledged but not in GraphQL's list",
            _count(not listed.issuperset(batch.ids) for batch in acknowledged),
            most=0,
        ),
        Measure(
            "deliveries without exactly one event of their creation",
            await connection.fetchval(WITHOUT_EVENT),
            most=0,
        ),
        Measure("gaps in the events' numbers", await connection.fetchval(GAPS), most=0),
    ]


async def _list_ids(url: str) -> frozenset[str]:
    """Return the ids that the gateway lists, page by page."""
    ids: list[str] = []
    page = {"hasNextPage": True, "endCursor": None}
    async with httpx.AsyncClient(base_url=url, timeout=LONGEST_WAIT) as http:
        while page["hasNextPage"]:
            call = await graphql(http, LIST, after=page["endCursor"])
            if call.outcome is not CallOutcome.DONE:
                raise RuntimeError(f"the list cannot be read: {call.outcome} {call.said}")
            ids += [node["scheduledId"] for node in call.body["deliveries"]["nodes"]]
            page = call.body["deliveries"]["pageInfo"]
    return frozenset(ids)


def _count(claims: Iterable[bool]) -> int:
    return sum(claims)
