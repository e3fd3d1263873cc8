"""Run prepared operations on graphql-core's executor, with just what strawberry's resolvers need of it.

`strawberry.Schema.execute` would parse and validate again and set up its extension hooks for each request.
What its resolvers rely on is less: the GraphQL schema it built, its executor class (which makes the variables
a plain dict in `info`, and which ours extends) and its faster test for awaitables. Schema extensions and
operation directives are not run, so a schema that has some is refused at start rather than half obeyed.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final, TypeGuard, cast

import strawberry
from graphql import (
    ExecutionResult,
    GraphQLSchema,
    OperationType,
    create_source_event_stream,
    execute_root_selection_set,
    execute_subscription_event,
)
from strawberry.execution.is_awaitable import optimized_is_awaitable

from api.graphql.transport.documents.prepare import PreparedOperation
from api.graphql.transport.executor import BoundedExecutor, BoundedMutationExecutor, Kinds
from api.graphql.transport.refusals import Code, request_errors

Events = AsyncGenerator[tuple[object, BoundedExecutor, ExecutionResult], None]
AT_ONCE: Final = 4
IS_AWAITABLE = cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable)


class Execution:
    """Binds prepared operations to variables and a context, and runs them."""

    def __init__(self, schema: strawberry.Schema) -> None:
        if schema.extensions or schema.directives:
            raise ValueError("The transport runs no schema extensions and no operation directives.")
        self.schema: GraphQLSchema = schema._schema  # noqa: SLF001 - strawberry shows it under no other name
        self._kinds = Kinds(self.schema)
        self._turns = asyncio.Lock()

    def bind(
        self,
        prepared: PreparedOperation,
        variables: Mapping[str, Any],
        context: object,
        extensions: Mapping[str, Any],
    ) -> BoundedExecutor:
        """Raises `RequestErrors` where the variables are not what the operation declares."""
        mutates = prepared.type is OperationType.MUTATION
        bound = (BoundedMutationExecutor if mutates else BoundedExecutor).build(
            self.schema,
            prepared.document,
            context_value=context,
            raw_variable_values=dict(variables),
            is_awaitable=IS_AWAITABLE,
            operation_extensions=dict(extensions),
        )
        if isinstance(bound, list):
            raise request_errors(Code.BAD_USER_INPUT, bound)
        executor = cast("BoundedExecutor", bound)
        executor.kinds, executor.turns = self._kinds, self._turns
        return executor


async def run(executor: BoundedExecutor) -> ExecutionResult:
    """The result of a query or a mutation."""
    result = execute_root_selection_set(executor)
    return result if isinstance(result, ExecutionResult) else await result


class SubscriptionRunner:
    """Runs subscriptions: a few of them tell something in each round of the event loop, not all that could.

    A thousand who hear of fifty changes are half a minute's work, and others want to be answered meanwhile.
    """

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def events(self, executor: BoundedExecutor) -> Events | ExecutionResult:
        """What a subscription tells, with what ran it and its result; or the result of one that fails."""
        begun = create_source_event_stream(executor)
        source = await begun if isinstance(begun, Awaitable) else begun
        return source if isinstance(source, ExecutionResult) else self._map_events(executor, source)

    async def _map_events(self, executor: BoundedExecutor, source: AsyncIterable[Any]) -> Events:
        async with aclosing(cast("AsyncGenerator[Any, None]", source)) as told:
            async for event in told:
                async with self._turns:
                    await asyncio.sleep(0)  # in which everybody else gets on, for all that is told is ready
                    of_event = executor.build_per_event_executor(event)
                    result = await self._result(of_event)
                yield event, of_event, result

    async def _result(self, executor: BoundedExecutor) -> ExecutionResult:
        result = execute_subscription_event(executor)
        return result if isinstance(result, ExecutionResult) else await result
