"""Lists for which the plans of their statements are looked at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, combinations
from typing import Any

from domain.model.delivery import State
from domain.model.page import NEWEST_FIRST, DeliveryFilter, DeliveryOrder, PageRequest, Place, SweepFilter
from domain.model.sweep import SweepState
from persistence.engine.statement import Statement
from persistence.reads.access_paths import Merge
from persistence.reads.day_merge import merge_statement
from persistence.reads.filter_conditions import wanted_deliveries, wanted_sweeps
from persistence.reads.list_statements import count_rows, list_rows
from persistence.reads.searches import Search, walk_statement

SWEEP_ID = f"{3:024x}"
DAY = date(2018, 2, 1)
PAGE = PageRequest(50, after=Place(f"{2000:024x}"))

DELIVERY_FILTERS: dict[str, dict[str, Any]] = {
    "one state": {"states": frozenset({State.PLANNED})},
    "states": {"states": frozenset({State.PLANNED, State.DELETED})},
    "days": {"first_date": date(2018, 2, 1), "last_date": date(2018, 3, 1)},
    "day": {"first_date": date(2018, 2, 1), "last_date": date(2018, 2, 1)},
    "reference": {"reference": "order 30"},
    "sweep": {"sweep_id": SWEEP_ID},
    "zip": {"zip": "2030"},
    "city": {"city": "City 30"},
    "recipient": {"recipient": "Roma 30"},
    "department": {"department": "Department 0"},
    "text": {"text": "rom 300"},
}


def filters(most: int) -> Iterator[DeliveryFilter]:
    """Yield every combination of up to so many filters."""
    for choice in chain.from_iterable(
        combinations(DELIVERY_FILTERS.values(), size) for size in range(most + 1)
    ):
        wanted = DeliveryFilter()
        for part in choice:
            wanted = replace(wanted, **part)
        yield wanted


def pages_in(order: DeliveryOrder) -> Iterator[PageRequest]:
    """Yield the first page, and one after a place or, in the other direction, before it."""
    place = Place(f"{2000:024x}", DAY if order.by_day else None)
    yield PageRequest(50)
    yield PageRequest(50, before=place, backward=True) if order.descending else PageRequest(50, after=place)


async def fetch_nothing(_statement: Statement, **_values: object) -> Any:  # noqa: ANN401
    return ()


def list_deliveries(
    wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
) -> Iterator[tuple[Statement, dict[str, object]]]:
    """Yield the statement of a list, or those of a search for it."""
    query = wanted_deliveries("account", wanted)
    if query.is_exact(by_day=order.by_day):
        yield list_rows(query, page, order)
        return
    search = Search(fetch_nothing, query, page, order)
    for path in query.find_paths(by_day=order.by_day):
        form = search.form(path)
        statement = merge_statement(form) if path.merge is Merge.DAYS else walk_statement(form, counts=False)
        yield statement, search.values | {"steps": 200}


def lists() -> Iterator[tuple[Statement, dict[str, object]]]:
    """Yield combinations of two filters in each order, with counts."""
    for wanted in filters(2):
        yield from list_deliveries(wanted, PAGE)
        yield count_rows(wanted_deliveries("account", wanted))
        for order in DeliveryOrder:
            for page in pages_in(order):
                yield from list_deliveries(wanted, page, order)
    for states in (frozenset[SweepState](), frozenset({SweepState.PLANNED}), frozenset(SweepState)):
        for day in (None, DAY):
            yield list_rows(wanted_sweeps(SweepFilter(states, day)), PAGE)
            yield count_rows(wanted_sweeps(SweepFilter(states, day)))
