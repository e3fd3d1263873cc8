"""The pipeline of every operation on any protocol: prepare, bind, charge, run, format.

With `extensions: {"costOnly": true}` the operation is not run: `data` is empty, `extensions.cost` is the cost
that it would have, and `extensions.scopes` are the scopes that it needs. Such a request costs what its input
costs, one at least.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final, cast

import msgspec
import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLFormattedError, OperationType
from graphql.execution import VariableValues

from api.graphql.transport.charges import NEW_DOCUMENT, REQUEST, RequestCharge, input_cost
from api.graphql.transport.cost_extension import cost_extension
from api.graphql.transport.documents.bounded_cache import BoundedCache
from api.graphql.transport.documents.cost import Tally
from api.graphql.transport.documents.prepare import Documents, PreparedOperation
from api.graphql.transport.errors import forget_frames, format_error
from api.graphql.transport.execution import Execution, run
from api.graphql.transport.executor import NOTHING_WITHHELD, OperationExecutor
from api.graphql.transport.missing_scopes import missing_scopes
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import Parameters
from api.graphql.transport.persisted.lookup import PersistedDocuments
from api.graphql.transport.plans import RunBy
from api.graphql.transport.refusals import NO_COST, Code, RequestErrors, request_error
from api.graphql.transport.shared_results import Payload
from api.graphql.transport.subscriptions import SubscriptionRunner, sharing_key
from api.graphql.transport.variables.value_count import count_values
from api.operations.rate_limit import RateLimitStatus

Content = dict[str, Any]
EVENT_ID: Final = "eventId"
"""The extension of a result with the id from which the client can resume."""
RUN_BY: Final = "runBy"
"""The extension of a result with what ran the operation."""
INTROSPECTIONS: Final = 20
INTROSPECTIONS_ROOM: Final = 4_000_000  # bytes
KeptAnswer = tuple[PreparedOperation, msgspec.Raw]
"""An operation and its data as JSON; the operation is kept with it, because the cache knows its `id`."""


class AdmittedOperation(msgspec.Struct, frozen=True, eq=False, dict=True):
    """An operation that may run: its variables are valid, its cost is within the limit and charged.

    `cost` is what it requests, `least` what its input costs, whatever it finds. Root fields `withheld` are
    those whose scope is missing. With `quote_only` it is not run, because the client only asks for its cost.
    """

    prepared: PreparedOperation
    values: VariableValues
    context: object
    withheld: Mapping[str, GraphQLError]
    bind: Callable[[], OperationExecutor]
    cost: int
    least: int
    charge: RequestCharge
    request_id: str
    quote_only: bool = False

    @cached_property
    def executor(self) -> OperationExecutor:
        """The executor of graphql-core, which plans do without."""
        return self.bind()

    @property
    def headers(self) -> dict[str, str]:
        level = self.charge.level
        return level.headers if level else {}

    def actual(self, data: object) -> int:
        if self.prepared.is_introspection:
            return self.cost
        return max(self.least, self.prepared.cost.actual_cost(self.values.coerced, data))

    def sum_tally(self, tally: Tally) -> int:
        """Return the actual cost by the numbers of objects in the data."""
        return max(self.least, self.prepared.cost.tallied_cost(self.values.coerced, tally))


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to an operation, the header fields of the payer's rate limit, and what ran the operation."""

    content: Content
    headers: Mapping[str, str]
    run_by: RunBy | None = None


class Pipeline:
    """The execution of operations, shared by HTTP, server-sent events and WebSocket."""

    def __init__(self, schema: strawberry.Schema, options: Options) -> None:
        self.options = options
        self.execution = Execution(schema, options)
        self.subscriptions = SubscriptionRunner()
        self.documents = Documents(self.execution.schema, options)
        self.persisted = PersistedDocuments(options.trusted)
        self.introspections = BoundedCache[int, KeptAnswer](INTROSPECTIONS, INTROSPECTIONS_ROOM)

    def begin(self, context: object) -> RequestCharge:
        """RequestCharge a request before its body is read; raises `HttpRefusal` if nothing is left."""
        charge = RequestCharge(self.options.rate_limit, self.options.payer_of(context))
        charge.raise_to(REQUEST)
        return charge

    def prepare(self, parameters: Parameters, charge: RequestCharge) -> PreparedOperation:
        """Return the requested operation, found by its text or its name; raises a `Refusal`."""
        account = None if charge.payer.is_anonymous else charge.payer.name
        try:
            text, name = self.persisted.find_text(parameters, account), parameters.operation_name
            found = self.documents.find(text, name)
            if found is None:
                charge.add(NEW_DOCUMENT)
                found = self.documents.prepare(text, name)
            self.persisted.remember(parameters, account)
        except RequestErrors as refused:
            raise _add_rate_limit_status(refused, charge) from refused.__cause__
        return found

    async def admit(
        self,
        prepared: PreparedOperation,
        parameters: Parameters,
        context: object,
        charge: RequestCharge,
        request_id: str,
    ) -> AdmittedOperation:
        """Bind and charge an operation; raises a `Refusal` for its variables, scopes, cost or rate limit."""
        try:
            least = self._charge_input(parameters, charge)
            values = await self.execution.read_variables(prepared, parameters.variables)
            cost = max(least, prepared.cost.requested_cost(values.coerced))
            self._check_cost(cost, charge)
            quote_only = parameters.extensions.get("costOnly") is True
            withheld = NOTHING_WITHHELD
            if not quote_only:
                withheld = missing_scopes(prepared, self.options.scopes_of(context))
                charge.raise_to(cost)
                self.options.count_use(context, prepared.label)
        except RequestErrors as refused:
            raise _add_rate_limit_status(refused, charge) from refused.__cause__
        bind = partial(self.execution.bind, prepared, values, context, parameters.extensions, withheld)
        return AdmittedOperation(
            prepared, values, context, withheld, bind, cost, least, charge, request_id, quote_only
        )

    async def answer(self, admitted: AdmittedOperation) -> Answer:
        """Run a query or a mutation, and refund the charge beyond its actual cost."""
        charge = admitted.charge
        if admitted.quote_only:
            scopes = {"scopes": sorted({each.scope for each in admitted.prepared.scopes})}
            extensions = {**cost_extension(admitted.cost, charge.paid, charge.level), **scopes}
            return Answer({"data": {}, "extensions": extensions}, admitted.headers)
        result, actual, run_by = await self._run(admitted)
        charge.lower_to(actual)
        level = charge.level
        content = self._format_result(admitted, result, actual, level)
        if self.options.shows_run_by:
            content["extensions"][RUN_BY] = run_by
        return Answer(content, level.headers if level else {}, run_by)

    async def stream(self, admitted: AdmittedOperation) -> AsyncGenerator[Payload, None]:
        """Run any operation; a subscription ends with its source, other operations after one result."""
        if admitted.quote_only or admitted.prepared.type is not OperationType.SUBSCRIPTION:
            yield Payload(_encode((await self.answer(admitted)).content))
            return
        executor, runner = admitted.executor, self.subscriptions
        source = await runner.start(executor)
        if isinstance(source, ExecutionResult):
            yield self._payload(admitted, source)
            return
        audience = self.options.audience_of(admitted.context)
        key = sharing_key(admitted.prepared, admitted.values, audience, admitted.cost)
        results = runner.payloads(source, executor, key, partial(self._payload, admitted))
        async with aclosing(results):
            try:
                async for each in results:
                    yield each
            except Exception as error:  # noqa: BLE001 - an error of the source ends the stream, and is masked
                failure = GraphQLError(str(error), original_error=error)
                yield self._payload(admitted, ExecutionResult(None, [failure]))

    async def _run(self, admitted: AdmittedOperation) -> tuple[ExecutionResult, int, RunBy]:
        """Run an operation, and return its result, its actual cost and what ran it."""
        plan = admitted.prepared.plan
        if plan is not None and not admitted.withheld:
            planned = await plan.run(admitted.context, admitted.values)
            if planned is not None:
                result = ExecutionResult(planned.data, list(planned.errors) or None)
                return result, admitted.sum_tally(planned.tally), RunBy.PLAN
        result = await self._execute(admitted)
        return result, admitted.actual(result.data), RunBy.GRAPHQL_CORE

    async def _execute(self, admitted: AdmittedOperation) -> ExecutionResult:
        """Let graphql-core execute an operation; the answers to introspection are kept."""
        prepared = admitted.prepared
        if not prepared.is_introspection or prepared.operation.variable_definitions:
            return await run(admitted.executor)
        if kept := self.introspections.get(id(prepared)):
            return ExecutionResult(cast("dict[str, Any]", kept[1]), None)
        result = await run(admitted.executor)
        if not result.errors:
            data = msgspec.json.encode(result.data)
            self.introspections.put(id(prepared), (prepared, msgspec.Raw(data)), len(data))
        return result

    def _charge_input(self, parameters: Parameters, charge: RequestCharge) -> int:
        """Charge for bytes and values before they are coerced, and return the cost; raises a `Refusal`."""
        limits, anonymous = self.options.limits, charge.payer.is_anonymous
        charge.raise_to(input_cost(parameters.size))
        most = limits.anonymous_values if anonymous else limits.values
        values = count_values(parameters.variables, limits.item_values, most)
        charge.raise_to(input_cost(parameters.size, values))
        return charge.paid

    def _check_cost(self, cost: int, charge: RequestCharge) -> None:
        limit = self.options.limits.cost
        if cost > limit:
            message = f"The operation costs {cost}; {limit} are allowed."
            raise request_error(Code.LIMIT_COST, message, cost_extension(cost, charge.paid, charge.level))

    def _payload(self, admitted: AdmittedOperation, result: ExecutionResult, event: object = None) -> Payload:
        """Format one result of a subscription, which is charged only when it begins."""
        actual = admitted.prepared.cost.actual_cost(admitted.values.coerced, result.data)
        content = self._format_result(admitted, result, actual, None)
        event_id = None if event is None else self.options.event_id(event)
        if event_id is not None:
            content["extensions"] = {**content["extensions"], EVENT_ID: event_id}
        return Payload(_encode(content), event_id)

    def _format_result(
        self, admitted: AdmittedOperation, result: ExecutionResult, actual: int, level: RateLimitStatus | None
    ) -> Content:
        content: Content = {"data": result.data}
        if result.errors:
            content["errors"] = [self._format_error(each, admitted) for each in result.errors]
        return {**content, "extensions": cost_extension(admitted.cost, actual, level)}

    def _format_error(self, error: GraphQLError, admitted: AdmittedOperation) -> GraphQLFormattedError:
        formatted = format_error(error, admitted.request_id, self.options.describe_error)
        forget_frames(error)
        return formatted


def _encode(content: Content) -> str:
    return msgspec.json.encode(content).decode()


def _add_rate_limit_status(refused: RequestErrors, charge: RequestCharge) -> RequestErrors:
    """Add the cost and the rate limit to a refusal of the request for its GraphQL."""
    if refused.extensions == NO_COST:
        refused.extensions = cost_extension(0, charge.paid, charge.level)
    return refused
