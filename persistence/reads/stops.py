"""The stops of sweeps: the deliveries on them, read by the index of sweep and position."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import bindparam, func, select, true

from domain.model.delivery import Delivery, State
from domain.model.page import Page, StopsRequest
from domain.model.sweep import StateCount
from persistence.engine.database import Row
from persistence.engine.statement import Statement, any_of, rows
from persistence.reads.filter_conditions import Values
from persistence.rows.delivery import delivery_from_row
from persistence.schema.tables import delivery

BEFORE_ALL: Final = -1
BEYOND_ALL: Final = 2**31 - 1
"""Positions that no stop has, as they begin at 0 and a batch has far fewer items."""

_WANTED = rows([delivery.c.sweep_id], "wanted")


def _pages(*, backward: bool) -> Statement:
    position = delivery.c.position
    page = (
        select(delivery)
        .where(
            delivery.c.account_id == bindparam("account_id"),
            delivery.c.sweep_id == _WANTED.c.sweep_id,
            position > bindparam("after"),
            position < bindparam("before"),
        )
        .order_by(position.desc() if backward else position.asc())
        .limit(bindparam("limit"))
        .lateral("page")
    )
    return Statement(select(*page.c).select_from(_WANTED.join(page, true())))


FORWARD = _pages(backward=False)
BACKWARD = _pages(backward=True)
STATE_COUNTS = Statement(
    select(delivery.c.sweep_id, delivery.c.state, func.count().label("count"))
    .where(delivery.c.account_id == bindparam("account_id"), delivery.c.sweep_id == any_of("sweep_ids"))
    .group_by(delivery.c.sweep_id, delivery.c.state)
)


def list_stops(sweep_ids: Sequence[str], request: StopsRequest) -> tuple[Statement, Values]:
    """Return a statement for one row more on each sweep than the page has."""
    after = BEFORE_ALL if request.after is None else request.after
    before = BEYOND_ALL if request.before is None else request.before
    values: Values = {"after": after, "before": before, "limit": request.size + 1}
    return BACKWARD if request.backward else FORWARD, values | {"sweep_id": list(sweep_ids)}


def pages_by_sweep(
    sweep_ids: Sequence[str], request: StopsRequest, found: Iterable[Row]
) -> Mapping[str, Page[Delivery]]:
    """Return the page of each sweep in the order of the positions; a sweep may have no deliveries."""
    stops: dict[str, list[Delivery]] = {sweep_id: [] for sweep_id in sweep_ids}
    for each in map(delivery_from_row, found):
        stops[each.sweep_id or ""].append(each)
    return {name: _page(on_sweep, request) for name, on_sweep in stops.items()}


def _page(found: Sequence[Delivery], request: StopsRequest) -> Page[Delivery]:
    items = found[: request.size]
    return Page(items[::-1] if request.backward else items, len(found) > request.size)


def counts_by_sweep(sweep_ids: Sequence[str], found: Iterable[Row]) -> Mapping[str, Sequence[StateCount]]:
    counts: dict[str, list[StateCount]] = {sweep_id: [] for sweep_id in sweep_ids}
    for row in found:
        counts[row["sweep_id"]].append(StateCount(State(row["state"]), row["count"]))
    return counts
