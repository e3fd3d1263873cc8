"""Views with everything that belongs to deliveries and sweeps, over the rows that a request may ask for."""

from collections.abc import Iterator
from typing import Final

from domain.model.page import (
    NEWEST_FIRST,
    DeliveryFilter,
    HistoryRequest,
    PageRequest,
    StopsRequest,
    SweepFilter,
)
from domain.model.projection import (
    ChangeList,
    ChildPage,
    Form,
    Leaf,
    PageAttribute,
    PageInfo,
    PageItem,
    PageLeaf,
    Projection,
    Relation,
    Single,
    StopCount,
    View,
)
from persistence.engine.statement import Statement
from persistence.reads.choices import ONE, SOME, SWEEPS
from persistence.reads.filter_conditions import ListQuery, Values, wanted_deliveries, wanted_sweeps
from persistence.reads.list_statements import choose_rows, list_form, page_values
from persistence.reads.projections.statements import Rows, ViewStatements, values_of
from persistence.schema.tables import delivery, sweep

IDS: Final = [f"{number:024x}" for number in (3, 30, 300)]
DAY: Final = Leaf("day", "day", Form.DAY)
NEXT: Final = PageInfo("pageInfo", (PageLeaf("hasNextPage", PageAttribute.HAS_NEXT),))
CHANGES: Final = ChangeList("changes", (Leaf("path", "path", Form.TEXT),), (), (), 1)
ENTRIES: Final = PageItem("nodes", (Leaf("at", "at", Form.INSTANT), CHANGES))
HISTORY: Final = ChildPage("history", Relation.HISTORY, (ENTRIES, NEXT), 0, 0, looks_ahead=True)
ITS_SWEEP: Final = Single("sweep", Relation.SWEEP, (DAY, StopCount("count")), 2)
OF_DELIVERY: Final = View(Projection(((HISTORY, ITS_SWEEP),), 3), [HistoryRequest()])
DELIVERIES: Final = PageItem("nodes", (HISTORY,))
STOPS: Final = ChildPage("stops", Relation.STOPS, (DELIVERIES, NEXT), 1, 2, looks_ahead=True)
OF_SWEEP: Final = View(Projection(((DAY, STOPS),), 3), [HistoryRequest(), StopsRequest(5)])
ALL: Final = wanted_deliveries("account", DeliveryFilter())


def views() -> Iterator[tuple[Statement, Values]]:
    """Yield statements, each with the values of its parameters but for the account's."""
    made = ViewStatements()
    for rows, view, values in (
        (Rows(delivery, ONE), OF_DELIVERY, {"id": IDS[0]}),
        (Rows(delivery, SOME), OF_DELIVERY, {"ids": IDS}),
        (Rows(sweep, SWEEPS), OF_SWEEP, {"ids": IDS}),
        (*_page_of(ALL), OF_DELIVERY, page_values(PageRequest())),
        (*_page_of(wanted_sweeps(SweepFilter())), OF_SWEEP, page_values(PageRequest())),
    ):
        yield made.find(rows, view), {**values, **values_of(view)}


def _page_of(query: ListQuery) -> tuple[Rows]:
    form = list_form(query, PageRequest(), NEWEST_FIRST)
    return (Rows(form.listing.table, choose_rows(form)),)
