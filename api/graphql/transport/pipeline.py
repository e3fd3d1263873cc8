"""The pipeline of every operation on any protocol: prepare, bind, charge, run, format.

With `extensions: {"costOnly": true}` the operation is not run: `data` is empty, `extensions.cost` is the cost
that it would have, and `extensions.scopes` are the scopes that it needs. Such a request costs one.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLFormattedError, OperationType

from api.graphql.transport.cost_extension import cost_extension
from api.graphql.transport.documents.list_sizes import Variables, with_defaults
from api.graphql.transport.documents.prepare import Documents, PreparedOperation
from api.graphql.transport.errors import format_error
from api.graphql.transport.execution import Execution, SubscriptionRunner, run
from api.graphql.transport.executor import BoundedExecutor
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import Parameters
from api.graphql.transport.persisted.lookup import PersistedDocuments
from api.graphql.transport.refusals import Code, HttpRefusal, RequestErrors, request_error
from api.operations.rate_limit import RateLimitStatus

Content = dict[str, Any]
EVENT_ID: Final = "eventId"
"""The extension of a result with the id from which the client can resume."""
COST_OF_QUOTE: Final = 1


@dataclass(frozen=True, slots=True)
class AdmittedOperation:
    """An operation that may run: its variables are valid, its cost is within the limit and charged.

    With `quote_only` it is not run, because the client only asks for its cost.
    """

    prepared: PreparedOperation
    executor: BoundedExecutor
    variables: Variables
    cost: int
    account: str | None
    level: RateLimitStatus | None
    request_id: str
    quote_only: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return self.level.headers if self.level else {}

    def actual(self, executor: BoundedExecutor, result: ExecutionResult) -> int:
        """Return the actual cost; the data is counted only if it may have fewer objects than requested."""
        if executor.exceeded or executor.objects >= self.cost:
            return self.cost
        return min(self.prepared.cost.actual_cost(self.variables, result.data), self.cost)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to an operation, and the header fields of the account's rate limit."""

    content: Content
    headers: Mapping[str, str]


class Pipeline:
    """The execution of operations, shared by HTTP, server-sent events and WebSocket."""

    def __init__(self, schema: strawberry.Schema, options: Options) -> None:
        self.options = options
        self.execution = Execution(schema)
        self.subscriptions = SubscriptionRunner()
        self.documents = Documents(self.execution.schema, options)
        self.persisted = PersistedDocuments(options.trusted)

    def prepare(self, parameters: Parameters, context: object) -> PreparedOperation:
        """Return the requested operation, found by its text or its name; raises a `Refusal`."""
        account = self.options.account_of(context)
        with self._with_rate_limit_status(context):
            text = self.persisted.find_text(parameters, account)
            found = self.documents.prepare(text, parameters.operation_name)
            self.persisted.remember(parameters, account)
        return found

    def admit(
        self, prepared: PreparedOperation, parameters: Parameters, context: object, request_id: str
    ) -> AdmittedOperation:
        """Bind and charge an operation; raises a `Refusal` for its variables, its cost or the rate limit."""
        with self._with_rate_limit_status(context):
            executor = self.execution.bind(prepared, parameters.variables, context, parameters.extensions)
        variables = with_defaults(prepared.operation, parameters.variables)
        cost = prepared.cost.requested_cost(variables)
        limit = self.options.limits.cost
        if cost > limit:
            message = f"The operation costs {cost}; {limit} are allowed."
            raise request_error(Code.LIMIT_COST, message, cost_extension(cost, 0, self._level(context)))
        executor.most = self.options.limits.objects_for(cost)
        quote_only = parameters.extensions.get("costOnly") is True
        account, level = self._charge(context, COST_OF_QUOTE if quote_only else cost)
        return AdmittedOperation(prepared, executor, variables, cost, account, level, request_id, quote_only)

    async def answer(self, admitted: AdmittedOperation) -> Answer:
        """Run a query or a mutation, and refund the charge beyond its actual cost."""
        if admitted.quote_only:
            scopes = {"scopes": sorted(admitted.prepared.scopes)}
            extensions = {**cost_extension(admitted.cost, COST_OF_QUOTE, admitted.level), **scopes}
            return Answer({"data": {}, "extensions": extensions}, admitted.headers)
        result = await run(admitted.executor)
        actual = admitted.actual(admitted.executor, result)
        level = self._refund(admitted, actual)
        return Answer(self._format_result(admitted, result, actual, level), level.headers if level else {})

    async def stream(self, admitted: AdmittedOperation) -> AsyncGenerator[Content, None]:
        """Run any operation; a subscription ends with its source, other operations after one result."""
        if admitted.quote_only or admitted.prepared.type is not OperationType.SUBSCRIPTION:
            yield (await self.answer(admitted)).content
            return
        source = await self.subscriptions.events(admitted.executor)
        if isinstance(source, ExecutionResult):
            yield self._event(admitted, admitted.executor, source)
            return
        async with aclosing(source) as results:
            try:
                async for event, executor, result in results:
                    yield self._event(admitted, executor, result, self.options.event_id(event))
            except Exception as error:  # noqa: BLE001 - an error of the source ends the stream, and is masked
                failure = GraphQLError(str(error), original_error=error)
                yield self._event(admitted, admitted.executor, ExecutionResult(None, [failure]))

    @contextmanager
    def _with_rate_limit_status(self, context: object) -> Iterator[None]:
        """Add the account's rate limit to a refusal that precedes the charge."""
        try:
            yield
        except RequestErrors as refused:
            refused.extensions = cost_extension(level=self._level(context))
            raise

    def _level(self, context: object) -> RateLimitStatus | None:
        rate, account = self.options.rate_limit, self.options.account_of(context)
        return rate.level(account) if rate and account is not None else None

    def _charge(self, context: object, cost: int) -> tuple[str | None, RateLimitStatus | None]:
        rate = self.options.rate_limit
        account = self.options.account_of(context)
        if rate is None or account is None:
            return None, None
        level = rate.buckets.take(account, cost, rate.now())
        if not level.is_accepted:
            message = f"The account exceeds its rate limit; try again in {level.retry_after} s."
            extensions = cost_extension(cost, 0, level)
            raise HttpRefusal(429, Code.RATE_LIMITED, message, level.headers, extensions)
        return account, level

    def _event(
        self,
        admitted: AdmittedOperation,
        executor: BoundedExecutor,
        result: ExecutionResult,
        event_id: str | None = None,
    ) -> Content:
        """Format one result of a subscription, which is charged only when it begins."""
        content = self._format_result(admitted, result, admitted.actual(executor, result), None)
        if event_id is not None:
            content["extensions"] = {**content["extensions"], EVENT_ID: event_id}
        return content

    def _format_result(
        self, admitted: AdmittedOperation, result: ExecutionResult, actual: int, level: RateLimitStatus | None
    ) -> Content:
        content: Content = {"data": result.data}
        if result.errors:
            content["errors"] = [self._format_error(each, admitted) for each in result.errors]
        return {**content, "extensions": cost_extension(admitted.cost, actual, level)}

    def _format_error(self, error: GraphQLError, admitted: AdmittedOperation) -> GraphQLFormattedError:
        return format_error(error, admitted.request_id, self.options.describe_error)

    def _refund(self, admitted: AdmittedOperation, actual: int) -> RateLimitStatus | None:
        rate = self.options.rate_limit
        if rate is None or admitted.account is None:
            return None
        return rate.buckets.give_back(admitted.account, admitted.cost - actual, rate.now())
