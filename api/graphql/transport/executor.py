"""Graphql-core's executor, with slices for other requests and with fields that the caller may not select."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import islice
from operator import length_hint
from typing import Any, Final, TypeVar, cast
from weakref import proxy

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLResolveInfoHelpers,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)
from graphql.execution.collect_fields import DeferUsage, FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path, UndefinedType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.graphql.transport.documents.object_writers import ObjectWriters, Write
from api.graphql.transport.pace import SLICE, ExecutionPace

NOTHING_WITHHELD: Mapping[str, GraphQLError] = {}
WRITTEN_AT_ONCE: Final = 200
"""Objects of a list that are written in one piece, some milliseconds of work."""
Value = TypeVar("Value")


class OperationExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs an operation or one event of a subscription; root fields `withheld` are null with an error."""

    turns: asyncio.Lock
    writers: ObjectWriters
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
        named = get_named_type(item_type)
        complete = super().complete_iterable_value
        if is_leaf_type(named):
            return complete(item_type, field_details_list, info, path, items, position_context)

        def complete_each() -> AwaitableOrValue[list[Any]]:
            if self.pace.done < SLICE and length_hint(items) <= SLICE:
                return complete(item_type, field_details_list, info, path, items, position_context)
            return self.complete_async_iterator_value(
                item_type, field_details_list, info, path, self._in_turns(items), position_context
            )

        write = self._list_writer(item_type, named, field_details_list, items)
        return complete_each() if write is None else self._write_list(write, items, complete_each)

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Write the object if its fields only show what it has."""
        if write := self.writers.find(self, return_type, field_details_list):
            with suppress(Exception):  # graphql-core says what is wrong with it
                self.pace.count()
                written: dict[str, Any] = write(result)
                return written
        return super().complete_object_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _list_writer(
        self, item_type: GraphQLOutputType, named: object, details: FieldDetailsList, items: Iterable[object]
    ) -> Write | None:
        """Return the writer of the objects of a list, `None` if graphql-core completes them."""
        if not is_object_type(named) or not isinstance(items, Sequence) or None in items:
            return None
        is_nested = is_list_type(get_nullable_type(item_type))
        return None if is_nested else self.writers.find(self, named, details)

    def _write_list(
        self, write: Write, items: Iterable[object], complete_each: Callable[[], AwaitableOrValue[list[Any]]]
    ) -> AwaitableOrValue[list[Any]]:
        """Write all objects, in slices if there are many; graphql-core completes what cannot be written."""
        if length_hint(items) > WRITTEN_AT_ONCE:
            return self._write_in_slices(write, items, complete_each)
        try:
            return list(map(write, items))
        except Exception:  # noqa: BLE001 - graphql-core says what is wrong
            return complete_each()

    async def _write_in_slices(
        self, write: Write, items: Iterable[object], complete_each: Callable[[], AwaitableOrValue[list[Any]]]
    ) -> list[Any]:
        written: list[Any] = []
        try:
            for each in _divide(items):
                written += map(write, each)
                async with self.turns:
                    await asyncio.sleep(0)
        except Exception:  # noqa: BLE001  as above
            completed = complete_each()
            return await completed if isinstance(completed, Awaitable) else completed
        return written

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


def _divide(items: Iterable[object]) -> Iterator[Sequence[object]]:
    found = iter(items)
    while part := list(islice(found, WRITTEN_AT_ONCE)):
        yield part
