"""What belongs to a shown row: its history, its sweep, its stops.

A page of children is one row with arrays, which are null where there are no children: `places`, `extras` (the
numbers of changed attributes of events, the states of stops) and the texts of each JSON object.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import FromClause, Subquery, TextClause, bindparam, select, text

from domain.model.projection import Child, Members
from persistence.reads.history import OF_A_DELIVERY
from persistence.reads.projections.json_objects import RowWriter, find_change_lists, write_changes
from persistence.reads.stops import choose_stops
from persistence.schema.tables import delivery, event, sweep

_EVENT: Final = "of_event"
_STOP: Final = "of_stop"
_SWEEP: Final = "of_sweep"


def lateral_history(shown: Subquery, child: Child, number: int) -> FromClause:
    """Return a page of the events of each shown delivery."""
    page = (
        select(event)
        .where(
            *OF_A_DELIVERY, event.c.subject_id == shown.c.id, event.c.number < bindparam(f"before_{number}")
        )
        .order_by(event.c.number.desc())
        .limit(bindparam(f"limit_{number}"))
        .correlate(shown)
        .subquery(_EVENT)
    )
    lists = dict.fromkeys(each for members in child.objects for each in find_change_lists(members))
    names = {changes: f"changes_{place}" for place, changes in enumerate(lists)}
    laterals = [
        text(f"LATERAL ({write_changes(each, _EVENT)}) AS {name}(list, size)") for each, name in names.items()
    ]
    writer = RowWriter(event, _EVENT, {changes: f"{name}.list" for changes, name in names.items()})
    size = f"{next(iter(names.values()))}.size" if names else "0"
    return _aggregate(
        [page, *laterals],
        order=f"{_EVENT}.number DESC",
        place=f"{_EVENT}.number",
        extra=size,
        objects=[writer.write(members) for members in child.objects],
        number=number,
    )


def lateral_stops(shown: Subquery, child: Child, number: int, *, backward: bool) -> FromClause:
    """Return a page of the stops of each shown sweep, in reverse order if it is `backward`."""
    page = choose_stops(shown, shown.c.id, f"_{number}", backward=backward).subquery(_STOP)
    writer = RowWriter(delivery, _STOP)
    return _aggregate(
        [page],
        order=f"{_STOP}.place {'DESC' if backward else 'ASC'}",
        place=f"{_STOP}.place",
        extra=f"{_STOP}.state_there",
        objects=[writer.write(members) for members in child.objects],
        number=number,
    )


def write_sweep(shown: str, members: Members) -> str:
    """Return an expression for the sweep of a shown delivery, null if it is on none."""
    written = RowWriter(sweep, _SWEEP).write(members)
    own = f"{_SWEEP}.account_id = {shown}.account_id AND {_SWEEP}.id = {shown}.sweep_id"
    return f"(SELECT {written} FROM sweep AS {_SWEEP} WHERE {own})"  # noqa: S608 - no value is in it


def _aggregate(
    sources: Sequence[FromClause | TextClause],
    *,
    order: str,
    place: str,
    extra: str,
    objects: Sequence[str],
    number: int,
) -> FromClause:
    columns = {"places": place, "extras": extra} | {f"text_{n}": written for n, written in enumerate(objects)}
    arrays = (text(f"array_agg({value} ORDER BY {order}) AS {name}") for name, value in columns.items())
    return select(*arrays).select_from(*sources).lateral(f"child_{number}")
