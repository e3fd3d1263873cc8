"""Graphql-core's executor, with a bound on the objects of an answer and with turns for everybody else.

What an operation finds is not known before it runs: a sweep has as many stops as were planned. So objects are
counted while they are completed, as `cost` counts them: an item of a list counts one, and so does what has an
`id`; edges do not. Beyond the bound nothing is resolved any more. What is left is completed as empty, so that
it ends at once and without an error for each of its fields, and null stands in the place of the whole.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import length_hint
from typing import Any, Final, TypeVar, cast

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    Node,
    get_named_type,
    is_leaf_type,
    is_object_type,
)
from graphql.execution.collect_fields import DeferUsage, FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.graphql.transport.documents.cost import is_wrapping
from api.graphql.transport.pace import SLICE, Pace
from api.graphql.transport.refusals import Code

MAY_BE_EMPTY: Final[Any] = True
"""Said as `position_context`, which graphql-core hands from a position to those below it."""
Value = TypeVar("Value")


@dataclass(slots=True)
class Kinds:
    """Which types of a schema count: `identified` ones always, `wrapping` ones never, others in lists."""

    schema: GraphQLSchema
    identified: frozenset[GraphQLObjectType] = field(init=False)
    wrapping: frozenset[GraphQLObjectType] = field(init=False)

    def __post_init__(self) -> None:
        objects = [each for each in self.schema.type_map.values() if is_object_type(each)]
        self.wrapping = frozenset(each for each in objects if is_wrapping(each))
        self.identified = frozenset(each for each in objects if "id" in each.fields) - self.wrapping


class BoundedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs a query, or one event of a subscription, which has no data at all beyond the bound."""

    kinds: Kinds
    turns: asyncio.Lock
    most: int
    objects = 0
    exceeded = False
    _root_context: Any = MAY_BE_EMPTY

    @cached_property
    def pace(self) -> Pace:
        return Pace(self.turns)

    def build_per_event_executor(self, payload: object) -> "BoundedExecutor":
        """Give it a memory of its own too: the one that copies share would keep some KiB of every event."""
        copied = cast("BoundedExecutor", super().build_per_event_executor(payload))
        copied._relevant_sub_fields = {}  # noqa: SLF001 - nothing of graphql-core's own empties it
        return copied

    def execute_collected_root_fields(
        self,
        root_type: GraphQLObjectType,
        root_value: object,
        grouped_field_set: GroupedFieldSet,
        serially: bool,
        new_defer_usages: Sequence[DeferUsage],
    ) -> AwaitableOrValue[dict[str, Any]]:
        return self.execute_root_grouped_field_set(
            root_type, root_value, grouped_field_set, serially, self._root_context
        )

    def execute_collected_subfields(
        self,
        parent_type: GraphQLObjectType,
        source_value: object,
        path: Path,
        grouped_field_set: GroupedFieldSet,
        new_defer_usages: Sequence[DeferUsage],
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Count an object, of which each passes here once."""
        self.pace.count()
        kinds = self.kinds
        if parent_type in kinds.identified or (type(path.key) is int and parent_type not in kinds.wrapping):
            self.objects += 1
            if self.objects > self.most:
                self.exceeded = True
        if self.exceeded and position_context:
            return {}
        return self.execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[object],
        position_context: Any,
    ) -> AwaitableOrValue[list[Any]]:
        if self.exceeded and position_context:
            return []
        if (self.pace.done < SLICE and length_hint(items) <= SLICE) or is_leaf_type(
            get_named_type(item_type)
        ):
            return super().complete_iterable_value(
                item_type, field_details_list, info, path, items, position_context
            )
        return self.complete_async_iterator_value(
            *(item_type, field_details_list, info, path),
            self._in_turns(items, may_be_empty=position_context),
            position_context,
        )

    async def with_abort_signal(self, awaitable: Awaitable[Value]) -> Value:
        """Await what a resolver promised; there is no signal, but thousands may be kept at one moment."""
        resolved = await awaitable
        if self.pace.done >= SLICE:
            await self.pace.wait()
        return resolved

    def build_response(self, data: dict[str, Any] | None) -> ExecutionResult:
        return ExecutionResult(None, [self._refusal()]) if self.exceeded else self._response(data)

    def _response(self, data: dict[str, Any] | None) -> ExecutionResult:
        return ExecutionResult(data, self.collected_errors.errors or None)

    def _refusal(self, nodes: Sequence[Node] | None = None, path: Path | None = None) -> GraphQLError:
        message = f"The operation found more objects than the {self.most} that its cost allows."
        place = path.as_list() if path else None
        return GraphQLError(message, nodes, path=place, extensions={"code": Code.LIMIT_COST})

    async def _in_turns(
        self, items: Iterable[object], *, may_be_empty: bool | None
    ) -> AsyncGenerator[object, None]:
        for item in items:
            if self.exceeded and may_be_empty:
                return
            if self.pace.done >= SLICE:
                await self.pace.wait()
            yield item


class BoundedMutationExecutor(BoundedExecutor):
    """Runs a mutation, which has happened when its payload is completed, so the payload arrives in any case.

    Beyond the bound null is only where a thing leads on to another thing and may lead to none, as a delivery
    to its sweep: null there takes nothing along that is part of the payload.
    """

    _root_context = None
    _cut = False

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: object,
        position_context: Any,
    ) -> AwaitableOrValue[Any]:
        things = self.kinds.identified
        optional = info.return_type is return_type
        if position_context or not (optional and info.parent_type in things and return_type in things):
            return super().complete_object_value(
                return_type, field_details_list, info, path, result, position_context
            )
        completed: AwaitableOrValue[Any] = super().complete_object_value(
            return_type, field_details_list, info, path, result, MAY_BE_EMPTY
        )
        if isinstance(completed, Awaitable):
            return self._kept_later(completed, field_details_list, path)
        return self._kept(completed, field_details_list, path)

    def build_response(self, data: dict[str, Any] | None) -> ExecutionResult:
        return self._response(data)

    async def _kept_later(
        self,
        completing: Awaitable[dict[str, Any]],
        field_details_list: FieldDetailsList,
        path: Path,
    ) -> dict[str, Any] | None:
        return self._kept(await completing, field_details_list, path)

    def _kept(
        self, completed: dict[str, Any], field_details_list: FieldDetailsList, path: Path
    ) -> dict[str, Any] | None:
        """What was completed within the bound, else null; one error tells of all that is cut."""
        if not self.exceeded:
            return completed
        if not self._cut:
            self._cut = True
            self.collected_errors.add(self._refusal([each.node for each in field_details_list], path), path)
        return None
