"""The stops of sweeps: the deliveries on them, and the events by which others left for re-delivery."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from domain.model.delivery import State
from domain.model.page import Page, StopsRequest
from domain.model.sweep import StateCount, Stop
from persistence.engine.database import Row
from persistence.engine.statement import Statement, any_of, rows
from persistence.reads.filter_conditions import Values
from persistence.rows.delivery import delivery_from_row
from persistence.schema.left_stops import IS_LEFT_STOP, POSITION, SWEEP
from persistence.schema.tables import delivery, event

BEFORE_ALL: Final = -1
BEYOND_ALL: Final = 2**31 - 1
"""Positions that no stop has, as they begin at 0 and a batch has far fewer items."""

_WANTED = rows([delivery.c.sweep_id], "wanted")
_LEFT_SWEEP = literal_column(SWEEP, Text)
_LEFT_POSITION = literal_column(POSITION, delivery.c.position.type)
_LEFT_STATE = literal_column(f"'{State.NOT_RECEIVED}'", Text)


def _match_left_stops(sweep: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the events by which deliveries left a sweep."""
    left_sweep = _LEFT_SWEEP
    return (
        event.c.account_id == bindparam("account_id"),
        literal_column(IS_LEFT_STOP, Boolean),
        left_sweep == sweep,
    )


_SUBJECT = cast(event.c.subject_id, delivery.c.id.type)


def choose_stops(
    sweeps: FromClause,
    sweep: ColumnElement[Any],
    suffix: str = "",
    limit: str = "limit",
    *,
    backward: bool,
) -> Select[Any]:
    """Return a page of the stops of each of `sweeps`, whose id is `sweep`: deliveries, places and states.

    The page's parameters are `after`, `before` and `limit`, each with the suffix. Both lists are cut before
    they are joined, so that a page reads no more than twice its size.
    """
    here = select(delivery, delivery.c.position.label("place"), delivery.c.state.label("state_there")).where(
        delivery.c.account_id == bindparam("account_id"), delivery.c.sweep_id == sweep
    )
    gone = (
        select(delivery, _LEFT_POSITION.label("place"), _LEFT_STATE.label("state_there"))
        .select_from(event)
        .join(delivery, and_(delivery.c.account_id == event.c.account_id, delivery.c.id == _SUBJECT))
        .where(*_match_left_stops(sweep))
    )

    def cut(stops: Select[Any], place: ColumnElement[int]) -> Select[Any]:
        between = stops.where(place > bindparam(f"after{suffix}"), place < bindparam(f"before{suffix}"))
        return order(between.correlate(sweeps), place)

    def order(stops: Select[Any], place: ColumnElement[int]) -> Select[Any]:
        sort = place.desc() if backward else place.asc()
        return stops.order_by(sort).limit(bindparam(f"{limit}{suffix}"))

    cuts = (cut(here, delivery.c.position), cut(gone, _LEFT_POSITION))
    both = union_all(*(select(each.subquery()) for each in cuts)).subquery("both")
    return order(select(both), both.c.place)


def _pages(*, backward: bool) -> Statement:
    page = choose_stops(_WANTED, _WANTED.c.sweep_id, backward=backward).lateral("page")
    return Statement(
        select(*page.c, _WANTED.c.sweep_id.label("of_sweep")).select_from(_WANTED.join(page, true()))
    )


FORWARD = _pages(backward=False)
BACKWARD = _pages(backward=True)
STATE_COUNTS = Statement(
    union_all(
        select(delivery.c.sweep_id.label("of_sweep"), delivery.c.state, func.count().label("count"))
        .where(delivery.c.account_id == bindparam("account_id"), delivery.c.sweep_id == any_of("sweep_ids"))
        .group_by(delivery.c.sweep_id, delivery.c.state),
        select(_LEFT_SWEEP, _LEFT_STATE, func.count())
        .select_from(event)
        .where(*_match_left_stops(any_of("sweep_ids")))
        .group_by(_LEFT_SWEEP),
    )
)


def list_stops(sweep_ids: Sequence[str], request: StopsRequest) -> tuple[Statement, Values]:
    """Return a statement for one row more on each sweep than the page has."""
    after = BEFORE_ALL if request.after is None else request.after
    before = BEYOND_ALL if request.before is None else request.before
    values: Values = {"after": after, "before": before, "limit": request.size + 1}
    return BACKWARD if request.backward else FORWARD, values | {"sweep_id": list(sweep_ids)}


def pages_by_sweep(
    sweep_ids: Sequence[str], request: StopsRequest, found: Iterable[Row]
) -> Mapping[str, Page[Stop]]:
    """Return the page of each sweep in the order of the positions; a sweep may have no stops."""
    stops: dict[str, list[Stop]] = {sweep_id: [] for sweep_id in sweep_ids}
    for row in found:
        stops[row["of_sweep"]].append(stop_from_row(row))
    return {name: _page(on_sweep, request) for name, on_sweep in stops.items()}


def stop_from_row(row: Row) -> Stop:
    """Return the stop of a row that begins with the columns of its delivery."""
    return Stop(row["place"], State(row["state_there"]), delivery_from_row(row))


def _page(found: Sequence[Stop], request: StopsRequest) -> Page[Stop]:
    items = found[: request.size]
    return Page(items[::-1] if request.backward else items, len(found) > request.size)


def counts_by_sweep(sweep_ids: Sequence[str], found: Iterable[Row]) -> Mapping[str, Sequence[StateCount]]:
    """Return the counts of each sweep; the same state may be that of stops on it and of stops that left."""
    counts: dict[str, Counter[State]] = {sweep_id: Counter() for sweep_id in sweep_ids}
    for row in found:
        counts[row["of_sweep"]][State(row["state"])] += row["count"]
    return {name: [StateCount(*each) for each in of_sweep.items()] for name, of_sweep in counts.items()}
