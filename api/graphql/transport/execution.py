"""Run prepared operations on graphql-core's executor, with the parts that strawberry's resolvers need.

`strawberry.Schema.execute` would parse and validate again and set up its extension hooks for each request.
Its resolvers need less: the GraphQL schema that it built, its executor class (which makes the variables a
plain dict in `info`, and which `OperationExecutor` extends) and its faster test for awaitables. Schema
extensions and operation directives are not run, so a schema that has some is refused at start.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeGuard, cast

import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    execute_root_selection_set,
)
from graphql.execution import VariableValues
from strawberry.execution.is_awaitable import optimized_is_awaitable

from api.graphql.transport.documents.prepare import PreparedOperation
from api.graphql.transport.errors import request_errors
from api.graphql.transport.executor import OperationExecutor
from api.graphql.transport.options import Options
from api.graphql.transport.pace import ExecutionPace
from api.graphql.transport.refusals import Code
from api.graphql.transport.variables.flawed_variables import FlawedVariables

NO_VALUES: Final = VariableValues({}, {})
IS_AWAITABLE = cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable)


class Execution:
    """Binds prepared operations to variables and a context, and runs them."""

    def __init__(self, schema: strawberry.Schema, options: Options | None = None) -> None:
        if schema.extensions or schema.directives:
            raise ValueError("The transport runs no schema extensions and no operation directives.")
        self.schema: GraphQLSchema = schema._schema  # noqa: SLF001 - it has no public name
        self._options = options or Options()
        self._turns = asyncio.Lock()

    async def read_variables(
        self, prepared: PreparedOperation, variables: Mapping[str, Any]
    ) -> VariableValues:
        """Return the values of the variables; raises `RequestErrors` if they do not fit the operation."""
        declared = prepared.variables
        if not declared.declared:
            return NO_VALUES
        pace = ExecutionPace(self._turns)
        return (
            await declared.decode(variables, pace)
            or await declared.coerce(variables, pace)
            or self._coerce_flawed(prepared, variables)
        )

    def bind(
        self,
        prepared: PreparedOperation,
        values: VariableValues,
        context: object,
        extensions: Mapping[str, Any],
        withheld: Mapping[str, GraphQLError],
    ) -> OperationExecutor:
        """Return the executor of an operation, whose root fields `withheld` are null with an error."""
        bound = OperationExecutor.build(
            self.schema,
            prepared.without_variables,
            context_value=context,
            is_awaitable=IS_AWAITABLE,
            operation_extensions=dict(extensions),
        )
        executor = cast("OperationExecutor", bound)
        executor.turns, executor.withheld, executor.writers = self._turns, withheld, prepared.writers
        executor.operation, executor.variable_values = prepared.operation, values
        return executor

    def _coerce_flawed(self, prepared: PreparedOperation, variables: Mapping[str, Any]) -> VariableValues:
        """Return the variables of an operation that tolerates their flaws; raises `RequestErrors`."""
        flawed = FlawedVariables(
            self.schema,
            prepared.document,
            prepared.operation,
            self._options.tolerance,
            hide_suggestions=not self._options.introspection,
            decoders=prepared.variables.decoders,
        )
        found = flawed.coerce(variables)
        if isinstance(found, list):
            raise request_errors(Code.BAD_USER_INPUT, found)
        return found


async def run(executor: OperationExecutor) -> ExecutionResult:
    """Run a query or a mutation."""
    result = execute_root_selection_set(executor)
    return result if isinstance(result, ExecutionResult) else await result
