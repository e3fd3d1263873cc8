"""The plan of an operation: all of its root fields are planned, or it is left to graphql-core."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
)
from graphql.execution import VariableValues

from api.graphql.context import Context
from api.graphql.plans.roots import ROOTS, Read, RootPlan
from api.graphql.plans.selected import ArgumentReader, Selected
from api.graphql.plans.selections import NotPlannable, Selections
from api.graphql.plans.tally import Tally
from api.graphql.transport.documents.switches import find_switches
from api.graphql.transport.plans import PlanResult
from domain.errors import DomainError

logger = logging.getLogger(__name__)

MOST_VARIANTS: Final = 8
Switches = tuple[object, ...]
"""The values of the variables in `@skip` and `@include`."""


@dataclass(frozen=True, slots=True)
class PlannedField:
    selected: Selected
    plan: RootPlan | str

    def bind(self, values: VariableValues) -> Read | str:
        return self.plan if isinstance(self.plan, str) else self.plan.bind(values)


@dataclass(slots=True)
class OperationPlans:
    """The plans of one operation, one for each combination of the fields that directives leave out.

    They are made once the operation is run for the `planned_from`-th time: to plan a document that never
    comes again costs more than a plan spares, on each connection of Postgres too.
    """

    schema: GraphQLSchema
    document: DocumentNode
    arguments: ArgumentReader
    switches: Sequence[str]
    planned_from: int
    runs: int = 0
    variants: dict[Switches, Sequence[PlannedField] | None] = field(default_factory=dict)

    async def run(self, context: Context, values: VariableValues) -> PlanResult | None:
        """Run the plan; `None` if there is none for these variables, or if it failed unexpectedly."""
        self.runs += 1
        if self.runs < self.planned_from:
            return None
        fields = self._find(values)
        if fields is None:
            return None
        try:
            reads = [each.bind(values) for each in fields]
        except (NotPlannable, GraphQLError):
            return None  # graphql-core says what is wrong with an argument
        tally = Tally()
        try:
            if len(reads) == 1:
                found = [await _read(reads[0], context, tally)]
            else:
                found = await asyncio.gather(*(_read(each, context, tally) for each in reads))
        except Exception:
            logger.exception("a plan failed, and graphql-core answers in its place")
            return None
        return _result([each.selected for each in fields], found, tally)

    def _find(self, values: VariableValues) -> Sequence[PlannedField] | None:
        key = tuple(values.coerced.get(name) for name in self.switches)
        if key not in self.variants:
            if len(self.variants) == MOST_VARIANTS:
                return None
            self.variants[key] = self._plan(values)
        return self.variants[key]

    def _plan(self, values: VariableValues) -> Sequence[PlannedField] | None:
        selections = Selections.of_document(self.schema, self.document, values, self.arguments)
        try:
            return [PlannedField(each, _plan_root(selections, each)) for each in selections.of_root()]
        except NotPlannable:
            return None


def _plan_root(selections: Selections, selected: Selected) -> RootPlan | str:
    if selected.name == "__typename":
        return f'"{selected.parent.name}"'
    plan = ROOTS.get(selected.name)
    if plan is None:
        raise NotPlannable(selected.name)
    return plan(selections, selected)


async def _read(read: Read | str, context: Context, tally: Tally) -> str | DomainError:
    """Return the value of a field, or the error with which it ended."""
    if isinstance(read, str):
        return read
    try:
        return await read(context, tally)
    except DomainError as error:
        return error


def _result(fields: Sequence[Selected], found: Sequence[str | DomainError], tally: Tally) -> PlanResult:
    """Return the answer; root fields may be null, so that an error is one of its field alone."""
    data: dict[str, msgspec.Raw | None] = {}
    errors = []
    for each, value in zip(fields, found, strict=True):
        if isinstance(value, DomainError):
            nodes = [details.node for details in each.details]
            errors.append(GraphQLError(str(value), nodes, path=[each.key], original_error=value))
            tally.add((each.key,), 0)
            data[each.key] = None
        else:
            data[each.key] = msgspec.Raw(value.encode())
    return PlanResult(data, errors, tally)


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans operations of a schema; see `OperationPlans`."""

    schema: strawberry.Schema
    planned_from: int = 2

    def plan(self, document: DocumentNode) -> OperationPlans:
        graphql: GraphQLSchema = self.schema._schema  # noqa: SLF001 - it has no public name
        arguments, switches = ArgumentReader(self.schema), find_switches(document)
        return OperationPlans(graphql, document, arguments, switches, self.planned_from)
