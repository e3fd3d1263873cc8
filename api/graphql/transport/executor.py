"""Graphql-core's executor, with slices for other requests and with fields that the caller may not select."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from operator import length_hint
from typing import Any, TypeVar, cast
from weakref import proxy

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLResolveInfoHelpers,
    get_named_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import DeferUsage, FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path, UndefinedType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.graphql.transport.pace import SLICE, ExecutionPace

NOTHING_WITHHELD: Mapping[str, GraphQLError] = {}
Value = TypeVar("Value")


class OperationExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs an operation or one event of a subscription; root fields `withheld` are null with an error."""

    turns: asyncio.Lock
    withheld = NOTHING_WITHHELD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Replace the helpers of graphql-core, which refer to the executor that refers to them.

        Only a garbage collection would end that circle, and with it all that the operation has found.
        """
        super().__init__(*args, **kwargs)
        kind, weakly = OperationExecutor, proxy(self)
        self.async_helpers = GraphQLResolveInfoHelpers(
            gather=partial(kind.gather_async_work, weakly), track=partial(kind.track_async_work, weakly)
        )

    @property
    def variables(self) -> Mapping[str, Any]:
        """The coerced variables."""
        return self.variable_values.coerced

    @cached_property
    def pace(self) -> ExecutionPace:
        return ExecutionPace(self.turns)

    def build_per_event_executor(self, payload: object) -> "OperationExecutor":
        """Give the copy a cache of its own: a shared one would keep some KiB of every event."""
        copied = cast("OperationExecutor", super().build_per_event_executor(payload))
        copied._relevant_sub_fields = {}  # noqa: SLF001 - graphql-core never empties it
        return copied

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: object,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> AwaitableOrValue[Any] | UndefinedType:
        if self.withheld and path.prev is None and (error := self.withheld.get(str(path.key))):
            field = self.schema.get_field(parent_type, field_details_list[0].node.name.value)
            if field is not None:
                self.handle_field_error(error, field.type, field_details_list, path)
                return None
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

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
        if (self.pace.done < SLICE and length_hint(items) <= SLICE) or is_leaf_type(
            get_named_type(item_type)
        ):
            return super().complete_iterable_value(
                item_type, field_details_list, info, path, items, position_context
            )
        return self.complete_async_iterator_value(
            item_type, field_details_list, info, path, self._in_turns(items), position_context
        )

    async def with_abort_signal(self, awaitable: Awaitable[Value]) -> Value:
        """Await the result of a resolver, in slices, as thousands may be ready at once."""
        resolved = await awaitable
        if self.pace.done >= SLICE:
            await self.pace.wait()
        return resolved

    async def _in_turns(self, items: Iterable[object]) -> AsyncGenerator[object, None]:
        for item in items:
            if self.pace.done >= SLICE:
                await self.pace.wait()
            yield item
