"""The fields of `Query` that plans know: each reads what it shows in one look-up."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeAlias, cast

from graphql import GraphQLObjectType
from graphql.execution import VariableValues

from api.graphql.context import Context
from api.graphql.cursors import cursor
from api.graphql.global_ids import DELIVERY, SWEEP, decode_id, raw_id
from api.graphql.pages import find_neighbours, page_size, read_arguments
from api.graphql.plans.objects import ViewPlan, ViewReading
from api.graphql.plans.page_writers import NULL, ConnectionWriter, PageOfTexts, plan_connection
from api.graphql.plans.selected import ReadArguments, Selected
from api.graphql.plans.selections import NotPlannable, Selections
from api.graphql.plans.tally import Tally
from api.graphql.queries.deliveries import DeliveryListRequest, delivery_list_request
from api.graphql.queries.sweeps import SweepListRequest, sweep_list_request
from api.graphql.transport.documents.cost import Path
from domain.model.page import Page, PageRequest, Place
from domain.model.projection import Shown, View

SPAN: Final = ("first", "last", "after", "before")
Read: TypeAlias = Callable[[Context, Tally], Awaitable[str]]
"""Reads the value of a root field and returns it as JSON."""


class RootPlan(Protocol):
    def bind(self, values: VariableValues) -> Read:
        """Return what reads the field with these variables.

        Raises the errors of arguments, and `NotPlannable` for values that no plan can answer.
        """
        ...


Load: TypeAlias = Callable[[Context, Sequence[str], View], Awaitable[Mapping[str, Shown]]]


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """Objects of one type, which are found by their ids."""

    reading: ViewReading
    place: int
    load: Load

    async def write(
        self, context: Context, ids: Sequence[str], view: View, tally: Tally
    ) -> Mapping[str, str]:
        """Return the texts of those that exist, by their ids; one that is asked for twice counts twice."""
        found = await self.load(context, ids, view)
        self.reading.count([found[each] for each in ids if each in found], tally)
        return {name: shown.texts[self.place] for name, shown in found.items()}


async def _load_deliveries(context: Context, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
    return await context.usecases.views.deliveries_by_id(context.caller, ids, view)


async def _load_delivery(context: Context, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
    found = await context.usecases.views.delivery(context.caller, ids[0], view)
    return {} if found is None else {found.id: found}


async def _load_sweeps(context: Context, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
    return await context.usecases.views.sweeps_by_id(context.caller, ids, view)


def _plan_object(selections: Selections, selected: Selected, kind: str, path: Path, load: Load) -> ObjectPlan:
    plan = ViewPlan(selections)
    place = plan.plan(cast(GraphQLObjectType, selections.schema.type_map[kind]), selected, path)
    return ObjectPlan(plan.finish(), place, load)


@dataclass(frozen=True, slots=True)
class OnePlan:
    """`delivery` and `sweep`: one object by its id, which may also be the bare one."""

    kind: str
    path: Path
    arguments: ReadArguments
    shown: ObjectPlan

    def bind(self, values: VariableValues) -> Read:
        arguments = dict(self.arguments(values))
        given = raw_id(self.kind, arguments.pop("global_id")) or ""
        if any(arguments.values()):  # as of an instant
            raise NotPlannable(self.kind)
        return partial(self._read, given, self.shown.reading.view(values))

    async def _read(self, given: str, view: View, context: Context, tally: Tally) -> str:
        texts = await self.shown.write(context, [given], view, tally)
        tally.add(self.path, len(texts))
        return texts.get(given, NULL)


@dataclass(frozen=True, slots=True)
class NodesPlan:
    """`node` and `nodes`: objects by global ids, which name their types."""

    path: Path
    arguments: ReadArguments
    plans: Mapping[str, ObjectPlan]
    listed: bool

    def bind(self, values: VariableValues) -> Read:
        arguments = self.arguments(values)
        ids = arguments["ids"] if self.listed else [arguments["global_id"]]
        if self.listed:
            page_size(len(ids))
        decoded = [decode_id(each) or ("", "") for each in ids]
        kinds = {kind for kind, _ in decoded if kind}
        if not kinds <= self.plans.keys():
            raise NotPlannable(*kinds)
        return partial(self._read, decoded, {kind: self.plans[kind].reading.view(values) for kind in kinds})

    async def _read(
        self, decoded: Sequence[tuple[str, str]], views: Mapping[str, View], context: Context, tally: Tally
    ) -> str:
        context.authentication.require_caller()
        found: dict[tuple[str, str], str] = {}
        for kind, plan in self.plans.items():
            ids = [raw for each, raw in decoded if each == kind]
            texts = await plan.write(context, ids, views[kind], tally) if ids else {}
            found |= {(kind, raw): text for raw, text in texts.items()}
            tally.add((*self.path, kind), sum((kind, raw) in found for raw in ids))
        texts_in_order = [found.get(each, NULL) for each in decoded]
        tally.add(self.path, sum(each in found for each in decoded))
        return f"[{','.join(texts_in_order)}]" if self.listed else texts_in_order[0]


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list of objects of one kind: how its arguments are read, and how it is loaded and counted."""

    kind: str
    ask: Callable[..., Any]
    load: Callable[[Context, Any, View], Awaitable[Page[Shown]]]
    count: Callable[[Context, Any], Awaitable[int | None]]


async def _list_deliveries(context: Context, asked: DeliveryListRequest, view: View) -> Page[Shown]:
    views, caller = context.usecases.views, context.caller
    return await views.deliveries(caller, asked.criteria, asked.page, asked.order, view)


async def _count_deliveries(context: Context, asked: DeliveryListRequest) -> int | None:
    return await context.usecases.queries.count_deliveries(context.caller, asked.criteria)


async def _list_sweeps(context: Context, asked: SweepListRequest, view: View) -> Page[Shown]:
    return await context.usecases.views.sweeps(context.caller, asked.criteria, asked.page, view)


async def _count_sweeps(context: Context, asked: SweepListRequest) -> int | None:
    return await context.usecases.queries.count_sweeps(context.caller, asked.criteria)


DELIVERIES: Final = ListSource(DELIVERY, delivery_list_request, _list_deliveries, _count_deliveries)
SWEEPS: Final = ListSource(SWEEP, sweep_list_request, _list_sweeps, _count_sweeps)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """`deliveries` and `sweeps`: a page of a list."""

    source: ListSource
    arguments: ReadArguments
    reading: ViewReading
    connection: ConnectionWriter

    def bind(self, values: VariableValues) -> Read:
        arguments = self.arguments(values)
        others = {name: value for name, value in arguments.items() if name not in SPAN}
        span = read_arguments(**{name: arguments[name] for name in SPAN if name in arguments})
        return partial(self._read, self.source.ask(span, **others), self.reading.view(values))

    async def _read(self, asked: Any, view: View, context: Context, tally: Tally) -> str:  # noqa: ANN401
        page = await self.source.load(context, asked, view)
        count = await self.source.count(context, asked) if self.connection.counts else None
        self.reading.count(page.items, tally)
        shown = _page(self.source.kind, page, asked.page, count, by_day=asked.by_day)
        return self.connection.write(shown, tally)


def _page(
    kind: str, page: Page[Shown], asked: PageRequest, count: int | None, *, by_day: bool
) -> PageOfTexts:
    items = page.items

    def cursor_at(place: int) -> str:
        item = items[place]
        return cursor(kind, Place(item.id, item.day if by_day else None))

    has_next, has_previous = find_neighbours(asked, has_more=page.has_more)
    return PageOfTexts(items, cursor_at, has_next, has_previous, count)


PlanRoot: TypeAlias = Callable[[Selections, Selected], RootPlan]


def _plan_one(kind: str, load: Load) -> PlanRoot:
    def plan(selections: Selections, selected: Selected) -> RootPlan:
        path = (selected.key,)
        shown = _plan_object(selections, selected, kind, path, load)
        return OnePlan(kind, path, selections.arguments.of(selected), shown)

    return plan


def _plan_nodes(selections: Selections, selected: Selected) -> RootPlan:
    path, listed = (selected.key,), selected.name == "nodes"
    plans = {
        kind: _plan_object(selections, selected, kind, path, load)
        for kind, load in ((DELIVERY, _load_deliveries), (SWEEP, _load_sweeps))
    }
    return NodesPlan(path, selections.arguments.of(selected), plans, listed)


def _plan_list(source: ListSource) -> PlanRoot:
    def plan(selections: Selections, selected: Selected) -> RootPlan:
        view, path = ViewPlan(selections), (selected.key,)
        shown = cast(GraphQLObjectType, selections.schema.type_map[source.kind])
        connection = plan_connection(selections, selected, path, partial(view.plan, shown))
        return ListPlan(source, selections.arguments.of(selected), view.finish(), connection)

    return plan


ROOTS: Final[Mapping[str, PlanRoot]] = {
    "delivery": _plan_one(DELIVERY, _load_delivery),
    "sweep": _plan_one(SWEEP, _load_sweeps),
    "node": _plan_nodes,
    "nodes": _plan_nodes,
    "deliveries": _plan_list(DELIVERIES),
    "sweeps": _plan_list(SWEEPS),
}
