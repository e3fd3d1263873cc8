"""The one way of every operation, whatever carried it here: prepare, bind, charge, run, show.

With `extensions: {"costOnly": true}` the way ends before the operation is run: `data` is empty and
`extensions.cost` tells what it would have cost, and `extensions.scopes` which scopes it needs. Asking
costs one.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType

from api.graphql.transport.documents import Documents, PreparedOperation
from api.graphql.transport.execution import Execution, Telling, run
from api.graphql.transport.executor import BoundedExecutor
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import Parameters
from api.graphql.transport.persisted import PersistedDocuments
from api.graphql.transport.refusals import Code, HttpRefusal, RequestErrors, refused
from api.graphql.transport.sizes import Variables, with_defaults
from api.graphql.transport.spent import spent
from api.rate_limit import Level

Content = dict[str, Any]
EVENT_ID: Final = "eventId"
"""Among a result's extensions: by what the client can go on after it."""
ASKING: Final = 1  # what it costs to ask for a cost


@dataclass(frozen=True, slots=True)
class Admitted:
    """An operation that may run: its variables are good, its cost is within the limit and charged.

    With `asked_only` it may not run after all: somebody wants to know what it would cost.
    """

    prepared: PreparedOperation
    executor: BoundedExecutor
    variables: Variables
    cost: int
    account: str | None
    level: Level | None
    request_id: str
    asked_only: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return self.level.headers if self.level else {}

    def actual(self, executor: BoundedExecutor, result: ExecutionResult) -> int:
        """What it came to; only where less was found than asked for has the answer to be looked through."""
        if executor.exceeded or executor.objects >= self.cost:
            return self.cost
        return min(self.prepared.price.actual(self.variables, result.data), self.cost)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an operation, and where its account stands now."""

    content: Content
    headers: Mapping[str, str]


class Pipeline:
    """Everything that HTTP, server-sent events and WebSocket share."""

    def __init__(self, schema: strawberry.Schema, options: Options) -> None:
        self.options = options
        self.execution = Execution(schema)
        self.telling = Telling()
        self.documents = Documents(self.execution.schema, options)
        self.persisted = PersistedDocuments(options.trusted)

    def prepared(self, parameters: Parameters, context: object) -> PreparedOperation:
        """The operation asked for, by its text or by a name for it; raises a `Refusal`."""
        account = self.options.account_of(context)
        with self._unpriced(context):
            text = self.persisted.text(parameters, account)
            found = self.documents.prepared(text, parameters.operation_name)
            self.persisted.keep(parameters, account)
        return found

    def admit(
        self, prepared: PreparedOperation, parameters: Parameters, context: object, request_id: str
    ) -> Admitted:
        """Raises a `Refusal` where the variables, the cost or the account's level forbid it."""
        with self._unpriced(context):
            executor = self.execution.bind(prepared, parameters.variables, context, parameters.extensions)
        variables = with_defaults(prepared.operation, parameters.variables)
        cost = prepared.price.requested(variables)
        limit = self.options.limits.cost
        if cost > limit:
            message = f"The operation costs {cost}; {limit} are allowed."
            raise refused(Code.LIMIT_COST, message, spent(cost, 0, self._level(context)))
        executor.most = self.options.limits.objects_for(cost)
        asked_only = parameters.extensions.get("costOnly") is True
        account, level = self._charge(context, ASKING if asked_only else cost)
        return Admitted(prepared, executor, variables, cost, account, level, request_id, asked_only)

    async def answer(self, admitted: Admitted) -> Answer:
        """Run a query or a mutation, and give back what was charged beyond what was really there."""
        if admitted.asked_only:
            scopes = {"scopes": sorted(admitted.prepared.scopes)}
            told = {**spent(admitted.cost, ASKING, admitted.level), **scopes}
            return Answer({"data": {}, "extensions": told}, admitted.headers)
        result = await run(admitted.executor)
        actual = admitted.actual(admitted.executor, result)
        level = self._settled(admitted, actual)
        return Answer(self._shown(admitted, result, actual, level), level.headers if level else {})

    async def stream(self, admitted: Admitted) -> AsyncGenerator[Content, None]:
        """Run any operation; a subscription ends where its source ends, the others after one result."""
        if admitted.asked_only or admitted.prepared.type is not OperationType.SUBSCRIPTION:
            yield (await self.answer(admitted)).content
            return
        source = await self.telling.events(admitted.executor)
        if isinstance(source, ExecutionResult):
            yield self._event(admitted, admitted.executor, source)
            return
        async with aclosing(source) as told:
            try:
                async for event, executor, result in told:
                    yield self._event(admitted, executor, result, self.options.event_id(event))
            except Exception as error:  # noqa: BLE001 - what a source raises ends its stream, and is masked
                failure = GraphQLError(str(error), original_error=error)
                yield self._event(admitted, admitted.executor, ExecutionResult(None, [failure]))

    @contextmanager
    def _unpriced(self, context: object) -> Iterator[None]:
        """What is refused before it has a price tells where the account stands all the same."""
        try:
            yield
        except RequestErrors as refused:
            refused.extensions = spent(level=self._level(context))
            raise

    def _level(self, context: object) -> Level | None:
        rate, account = self.options.rate_limit, self.options.account_of(context)
        return rate.level(account) if rate and account is not None else None

    def _charge(self, context: object, cost: int) -> tuple[str | None, Level | None]:
        rate = self.options.rate_limit
        account = self.options.account_of(context)
        if rate is None or account is None:
            return None, None
        level = rate.buckets.take(account, cost, rate.now())
        if not level.taken:
            message = f"The account has spent what it may; try again in {level.retry_after} s."
            extensions = spent(cost, 0, level)
            raise HttpRefusal(429, Code.RATE_LIMITED, message, level.headers, extensions)
        return account, level

    def _event(
        self,
        admitted: Admitted,
        executor: BoundedExecutor,
        result: ExecutionResult,
        event_id: str | None = None,
    ) -> Content:
        """One result of a subscription, which is charged when it begins and not again."""
        content = self._shown(admitted, result, admitted.actual(executor, result), None)
        if event_id is not None:
            content["extensions"] = {**content["extensions"], EVENT_ID: event_id}
        return content

    def _shown(
        self, admitted: Admitted, result: ExecutionResult, actual: int, level: Level | None
    ) -> Content:
        content: Content = {"data": result.data}
        if result.errors:
            content["errors"] = [self.options.present(each, admitted.request_id) for each in result.errors]
        return {**content, "extensions": spent(admitted.cost, actual, level)}

    def _settled(self, admitted: Admitted, actual: int) -> Level | None:
        rate = self.options.rate_limit
        if rate is None or admitted.account is None:
            return None
        return rate.buckets.give_back(admitted.account, admitted.cost - actual, rate.now())
