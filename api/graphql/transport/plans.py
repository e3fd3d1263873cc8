"""Plans: another way to run a query, which the application offers for what it can read at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from graphql import DocumentNode, GraphQLError
from graphql.execution import VariableValues


class RunBy(StrEnum):
    """What runs an operation: its plan, or graphql-core."""

    PLAN = "plan"
    GRAPHQL_CORE = "graphql-core"


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The result of a plan: root fields as JSON, errors, and the numbers of objects by their paths."""

    data: dict[str, Any]
    errors: Sequence[GraphQLError]
    tally: Mapping[tuple[str, ...], int]


class QueryPlan(Protocol):
    async def run(self, context: Any, values: VariableValues) -> PlanResult | None:  # noqa: ANN401
        """Run a query as graphql-core would, or return `None`, so that graphql-core runs it."""
        ...


class MakePlan(Protocol):
    def __call__(self, document: DocumentNode, /) -> QueryPlan | None:
        """Return the plan of a prepared query: its operation, and then its fragments."""
        ...


def make_no_plan(_document: DocumentNode) -> None:
    """Leave all queries to graphql-core."""
