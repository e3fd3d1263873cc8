"""Filters of lists: the parameters of a filter, and the SQL conditions that use them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Table, bindparam, literal_column

from domain.model.delivery import State
from domain.model.page import DeliveryFilter, SweepFilter
from domain.model.sweep import SweepState
from persistence.engine.statement import any_of
from persistence.reads.access_paths import FindPaths, Path, find_delivery_paths, find_only_path
from persistence.schema.search import search_query
from persistence.schema.tables import api_token, delivery, sweep

Values = dict[str, object]
Comparison = Callable[[ColumnElement[Any], str], ColumnElement[bool]]
TEXT: Final = "text"
_EXACT = ("reference", "sweep_id", "zip", "city", "recipient", "department")
_ALWAYS = ("account_id", "id", "state")


@dataclass(frozen=True, slots=True)
class Condition:
    """Compares a column with the parameter of a name."""

    column: str
    compare: Comparison


@dataclass(frozen=True, eq=False)
class Listing:
    """A table as a list; rows in the state `withdrawn`, if any, are listed only if the filter names it."""

    table: Table
    withdrawn: StrEnum | None
    conditions: Mapping[str, Condition]
    find_paths: FindPaths = find_only_path

    def columns(self, names: frozenset[str]) -> Sequence[str]:
        """Return the columns that the conditions need."""
        return sorted({*_ALWAYS, *(self.conditions[name].column for name in names - {TEXT})})

    def matching(
        self, rows: FromClause, names: frozenset[str], *, standing: bool
    ) -> list[ColumnElement[bool]]:
        """Return the conditions of those names; with `standing`, withdrawn rows are left out."""
        own = rows.c.account_id == bindparam("account_id")
        return [own, *self.compare(rows, names, standing=standing)]

    def compare(
        self, rows: FromClause, names: frozenset[str], *, standing: bool
    ) -> list[ColumnElement[bool]]:
        """Return the same conditions for rows of the account."""
        present = [rows.c.state != literal_column(f"'{self.withdrawn}'")] if standing else []
        chosen = ((name, self.conditions[name]) for name in sorted(names - {TEXT}))
        return [*present, *(each.compare(rows.c[each.column], name) for name, each in chosen)]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A filter of a list; the names of its parameters determine which conditions it needs."""

    listing: Listing
    values: Values
    standing: bool

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.values)

    def is_exact(self, *, by_day: bool) -> bool:
        """Whether the best path has just the rows of the list, in its order."""
        return self.find_paths(by_day=by_day)[0].is_list_of(self.names)

    def is_broad(self, *, by_day: bool) -> bool:
        """Whether rows have to be compared with a filter that no path answers in the list's order."""
        return not any(path.is_list_of(self.names) for path in self.find_paths(by_day=by_day))

    @property
    def can_count(self) -> bool:
        """Whether an index has just the rows of the list, in any order."""
        return any(path.answered == self.names for path in self.find_paths(by_day=True))

    def find_paths(self, *, by_day: bool) -> Sequence[Path]:
        """Return the ways to read the list, the best one first."""
        return self.listing.find_paths(self.names, self.standing, by_day)


def wanted_deliveries(account_id: str, wanted: DeliveryFilter) -> ListQuery:
    values = _states(wanted.states) | _days(wanted)
    values |= {name: value for name in _EXACT if (value := getattr(wanted, name)) is not None}
    if query := search_query(account_id, wanted.text or ""):
        values[TEXT] = query
    return ListQuery(DELIVERIES, values, State.DELETED not in wanted.states)


def wanted_sweeps(wanted: SweepFilter) -> ListQuery:
    values = _states(wanted.states) | ({} if wanted.day is None else {"day": wanted.day})
    return ListQuery(SWEEPS, values, SweepState.CANCELED not in wanted.states)


def _states(states: frozenset[StrEnum]) -> Values:
    """A single state has a condition of its own, which reads the index in the order of the list."""
    if len(states) == 1:
        return {"state": min(states)}
    return {"states": sorted(states)} if states else {}


def _days(wanted: DeliveryFilter) -> Values:
    if wanted.first_date is not None and wanted.first_date == wanted.last_date:
        return {"day": wanted.first_date}
    given = {"first_date": wanted.first_date, "last_date": wanted.last_date}
    return {name: day for name, day in given.items() if day is not None}


def _equals(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column == bindparam(name)


def _is_among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column == any_of(name)


def _begins_at(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column >= bindparam(name)


def _ends_at(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column <= bindparam(name)


def _conditions(day: str) -> dict[str, Condition]:
    return {
        "state": Condition("state", _equals),
        "states": Condition("state", _is_among),
        "day": Condition(day, _equals),
        "first_date": Condition(day, _begins_at),
        "last_date": Condition(day, _ends_at),
    }


SWEEPS = Listing(sweep, SweepState.CANCELED, _conditions("day"))
DELIVERIES = Listing(
    delivery,
    State.DELETED,
    {
        **_conditions("delivery_date"),
        "reference": Condition("reference", _equals),
        "sweep_id": Condition("sweep_id", _equals),
        "zip": Condition("drop_off_zip", _equals),
        "city": Condition("drop_off_city", _equals),
        "recipient": Condition("recipient_name", _equals),
        "department": Condition("department", _equals),
    },
    find_delivery_paths,
)
ALL_TOKENS = ListQuery(Listing(api_token, None, {}), {}, standing=False)
