"""Graphql-core's executor, with a limit of the objects in an answer and with slices for other requests.

The number of objects is not known before an operation runs: a sweep has as many stops as were planned. So
objects are counted while they are completed, by the rules of `cost`: an item of a list counts one, and so
does an object with an `id`; edges do not. Beyond the limit nothing is resolved any more. The rest is
completed as empty, so that it ends at once and without an error for each field, and null replaces the whole.
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
"""The `position_context`, which graphql-core passes from a position to those below it."""
Value = TypeVar("Value")


@dataclass(slots=True)
class Kinds:
    """The object types of a schema: `identified` always count, `wrapping` never, others in lists."""

    schema: GraphQLSchema
    identified: frozenset[GraphQLObjectType] = field(init=False)
    wrapping: frozenset[GraphQLObjectType] = field(init=False)

    def __post_init__(self) -> None:
        objects = [each for each in self.schema.type_map.values() if is_object_type(each)]
        self.wrapping = frozenset(each for each in objects if is_wrapping(each))
        self.identified = frozenset(each for each in objects if "id" in each.fields) - self.wrapping


class BoundedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs a query, or one event of a subscription, whose data is null beyond the limit."""

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
        """Give the copy a cache of its own: a shared one would keep some KiB of every event."""
        copied = cast("BoundedExecutor", super().build_per_event_executor(payload))
        copied._relevant_sub_fields = {}  # noqa: SLF001 - graphql-core never empties it
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
        """Count an object; graphql-core calls this once for each."""
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
        """Await the result of a resolver, in slices, as thousands may be ready at once."""
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
    """Runs a mutation, whose payload is always sent, because the change is made before it is completed.

    Beyond the limit null replaces only a nullable object with an `id` in another such object, e.g. the sweep
    of a delivery: no part of the payload itself becomes null.
    """

    _root_context = None
    _has_cut = False

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: object,
        position_context: Any,
    ) -> AwaitableOrValue[Any]:
        identified = self.kinds.identified
        is_nullable = info.return_type is return_type
        can_be_cut = is_nullable and info.parent_type in identified and return_type in identified
        if position_context or not can_be_cut:
            return super().complete_object_value(
                return_type, field_details_list, info, path, result, position_context
            )
        completed: AwaitableOrValue[Any] = super().complete_object_value(
            return_type, field_details_list, info, path, result, MAY_BE_EMPTY
        )
        if isinstance(completed, Awaitable):
            return self._cut_later(completed, field_details_list, path)
        return self._cut_excess(completed, field_details_list, path)

    def build_response(self, data: dict[str, Any] | None) -> ExecutionResult:
        return self._response(data)

    async def _cut_later(
        self,
        completing: Awaitable[dict[str, Any]],
        field_details_list: FieldDetailsList,
        path: Path,
    ) -> dict[str, Any] | None:
        return self._cut_excess(await completing, field_details_list, path)

    def _cut_excess(
        self, completed: dict[str, Any], field_details_list: FieldDetailsList, path: Path
    ) -> dict[str, Any] | None:
        """Return the completed object, or null beyond the limit; one error stands for everything cut."""
        if not self.exceeded:
            return completed
        if not self._has_cut:
            self._has_cut = True
            self.collected_errors.add(self._refusal([each.node for each in field_details_list], path), path)
        return None
