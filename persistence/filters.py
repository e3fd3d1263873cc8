"""What may be asked of a list: the parameters of a filter, and the conditions they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, bindparam, literal_column

from domain.model.delivery import State
from domain.model.page import DeliveryFilter, SweepFilter
from domain.model.sweep import SweepState
from persistence.search import MATCHES, search_query
from persistence.statement import any_of
from persistence.tables import delivery, sweep

Values = dict[str, object]
Conditions = Mapping[str, ColumnElement[bool]]
_EXACT = ("reference", "sweep_id", "zip", "city", "recipient", "department")


@dataclass(frozen=True, eq=False)
class Listing:
    """A table as a list; rows in the state `withdrawn` are shown only when asked for."""

    table: Table
    withdrawn: StrEnum
    conditions: Conditions

    def matching(self, names: frozenset[str], *, standing: bool) -> list[ColumnElement[bool]]:
        """The conditions of those names, and that nothing withdrawn is among the `standing`."""
        own = self.table.c.account_id == bindparam("account_id")
        present = [self.table.c.state != literal_column(f"'{self.withdrawn}'")] if standing else []
        return [own, *present, *(self.conditions[name] for name in sorted(names))]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as it is asked of a list: the names of its parameters say which conditions it needs."""

    listing: Listing
    values: Values
    standing: bool

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.values)


def wanted_deliveries(account_id: str, wanted: DeliveryFilter) -> Wanted:
    values = _states(wanted.states) | _days(wanted)
    values |= {name: value for name in _EXACT if (value := getattr(wanted, name)) is not None}
    if query := search_query(account_id, wanted.text or ""):
        values["text"] = query
    return Wanted(DELIVERIES, values, State.DELETED not in wanted.states)


def wanted_sweeps(wanted: SweepFilter) -> Wanted:
    values = _states(wanted.states) | ({} if wanted.day is None else {"day": wanted.day})
    return Wanted(SWEEPS, values, SweepState.CANCELED not in wanted.states)


def _states(states: frozenset[StrEnum]) -> Values:
    """A single state is compared by itself, which reads its index in the order of the list."""
    if len(states) == 1:
        return {"state": min(states)}
    return {"states": sorted(states)} if states else {}


def _days(wanted: DeliveryFilter) -> Values:
    if wanted.first_date is not None and wanted.first_date == wanted.last_date:
        return {"day": wanted.first_date}
    given = {"first_date": wanted.first_date, "last_date": wanted.last_date}
    return {name: day for name, day in given.items() if day is not None}


def _conditions(table: Table, day: str) -> dict[str, ColumnElement[bool]]:
    columns = table.c
    return {
        "state": columns.state == bindparam("state"),
        "states": columns.state == any_of("states"),
        "day": columns[day] == bindparam("day"),
        "first_date": columns[day] >= bindparam("first_date"),
        "last_date": columns[day] <= bindparam("last_date"),
    }


SWEEPS = Listing(sweep, SweepState.CANCELED, _conditions(sweep, "day"))
DELIVERIES = Listing(
    delivery,
    State.DELETED,
    {
        **_conditions(delivery, "delivery_date"),
        "reference": delivery.c.reference == bindparam("reference"),
        "sweep_id": delivery.c.sweep_id == bindparam("sweep_id"),
        "zip": delivery.c.drop_off_zip == bindparam("zip"),
        "city": delivery.c.drop_off_city == bindparam("city"),
        "recipient": delivery.c.recipient_name == bindparam("recipient"),
        "department": delivery.c.department == bindparam("department"),
        "text": MATCHES,
    },
)
