"""COPY of the rows of a large batch, which are made before anything is measured."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final
from uuid import uuid4

import msgspec

from bench.limit.items import arguments_from_rows, decode_items, row_from_item
from bench.limit.writes import COLUMNS
from bench.workload import LARGE_BATCH, rest_items

Record = tuple[Any, ...]

NUMBER: Final = """
UPDATE event_counter SET number = number + $2 WHERE account_id = $1 RETURNING number - $2 AS base
"""
_FIXED: Final = {
    **dict.fromkeys(("recipient_id", "label", "returned_delivery_id", "return_request_by"), ""),
    **{f"{end}_{name}": "" for end in ("pickup", "drop_off") for name in ("address_2", "description")},
    "pickup_level": "UNVERIFIED",
    "drop_off_level": "UNVERIFIED",
    "department": "Catering",
    "kind": "DELIVERY",
    "state": "CREATED",
    "created_at": datetime(2018, 4, 1, tzinfo=UTC),
    "updated_at": datetime(2018, 4, 1, tzinfo=UTC),
}
_NAMES: Final = [*COLUMNS, *_FIXED, "account_id"]


class CopyBatch:
    """The columns of a batch; each COPY of it gets ids of its own."""

    def __init__(self, items: Sequence[Any]) -> None:
        rows = list(map(row_from_item, items))
        _, *columns, self._changes, _ = arguments_from_rows(rows, [], "")
        self._rest = list(zip(*columns, strict=True))

    def deliveries(self, account_id: str, ids: Sequence[str]) -> list[Record]:
        fixed = (*_FIXED.values(), account_id)
        return [(name, *row, *fixed) for name, row in zip(ids, self._rest, strict=True)]

    def events(self, account_id: str, ids: Sequence[str], base: int) -> list[Record]:
        at, command_id = datetime.now(UTC), uuid4()
        return [
            (account_id, number, "delivery", name, "created", changes, at, "bench", "rest", "r", command_id)
            for number, name, changes in zip(count(base + 1), ids, self._changes, strict=False)
        ]


async def copy_batch(connection: Any, batch: CopyBatch, account_id: str, ids: Sequence[str]) -> None:  # noqa: ANN401
    """Store the batch by one COPY for each table, in one transaction."""
    async with connection.transaction():
        await connection.copy_records_to_table(
            "delivery", records=batch.deliveries(account_id, ids), columns=_NAMES
        )
        base = await connection.fetchval(NUMBER, account_id, len(ids))
        events = batch.events(account_id, ids, base)
        await connection.copy_records_to_table("event", records=events)
        outbox = [(*event[:5], event[6]) for event in events]
        await connection.copy_records_to_table("outbox", records=outbox)


def large_batch() -> CopyBatch:
    return CopyBatch(decode_items(msgspec.json.encode(rest_items(LARGE_BATCH))))
