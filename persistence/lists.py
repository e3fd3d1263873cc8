"""The statements behind the lists: one for each combination of filters, so that each can use its index."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Table, bindparam, literal_column, select

from domain.model.delivery import State
from domain.model.page import DeliveryFilter, PageRequest, SweepFilter
from domain.model.sweep import SweepState
from persistence.statement import Statement, any_of
from persistence.tables import delivery, sweep

Values = dict[str, object]
Conditions = Mapping[str, ColumnElement[bool]]


def _conditions(table: Table, day: str, withdrawn: StrEnum) -> Conditions:
    """What may be asked of a list; without `state <> …` no partial index would be chosen."""
    columns = table.c
    return {
        "after": columns.id < bindparam("after"),
        "state": columns.state == bindparam("state"),
        "states": columns.state == any_of("states"),
        "standing": columns.state != literal_column(f"'{withdrawn}'"),
        "day": columns[day] == bindparam("day"),
        "first_date": columns[day] >= bindparam("first_date"),
        "last_date": columns[day] <= bindparam("last_date"),
    }


_SWEEPS = _conditions(sweep, "day", SweepState.CANCELED)
_DELIVERIES = {
    **_conditions(delivery, "delivery_date", State.DELETED),
    "reference": delivery.c.reference == bindparam("reference"),
    "sweep_id": delivery.c.sweep_id == bindparam("sweep_id"),
}


def delivery_list(wanted: DeliveryFilter, page: PageRequest) -> tuple[Statement, Values]:
    """One more row than the page has tells whether another page follows."""
    values = _values(wanted.states, page) | _days(wanted)
    if wanted.reference is not None:
        values["reference"] = wanted.reference
    if wanted.sweep_id is not None:
        values["sweep_id"] = wanted.sweep_id
    return delivery_statement(frozenset(values), standing=State.DELETED not in wanted.states), values


def sweep_list(wanted: SweepFilter, page: PageRequest) -> tuple[Statement, Values]:
    values = _values(wanted.states, page)
    if wanted.day is not None:
        values["day"] = wanted.day
    return sweep_statement(frozenset(values), standing=SweepState.CANCELED not in wanted.states), values


def _values(states: frozenset[StrEnum], page: PageRequest) -> Values:
    """A single state is compared by itself, which reads its index in the order of the list."""
    values: Values = {"limit": page.first + 1}
    if page.after is not None:
        values["after"] = page.after
    if len(states) == 1:
        values["state"] = min(states)
    elif states:
        values["states"] = sorted(states)
    return values


def _days(wanted: DeliveryFilter) -> Values:
    if wanted.first_date is not None and wanted.first_date == wanted.last_date:
        return {"day": wanted.first_date}
    given = {"first_date": wanted.first_date, "last_date": wanted.last_date}
    return {name: day for name, day in given.items() if day is not None}


@cache
def delivery_statement(names: frozenset[str], *, standing: bool) -> Statement:
    return _list(delivery, _DELIVERIES, names, standing=standing)


@cache
def sweep_statement(names: frozenset[str], *, standing: bool) -> Statement:
    return _list(sweep, _SWEEPS, names, standing=standing)


def _list(table: Table, conditions: Conditions, names: frozenset[str], *, standing: bool) -> Statement:
    wanted = names - {"limit"} | ({"standing"} if standing else frozenset())
    return Statement(
        select(table)
        .where(table.c.account_id == bindparam("account_id"), *(conditions[name] for name in sorted(wanted)))
        .order_by(table.c.id.desc())
        .limit(bindparam("limit"))
    )
