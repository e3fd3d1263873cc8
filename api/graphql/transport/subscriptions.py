"""Run subscriptions: graphql-core executes each event once for all subscriptions that are equal.

A thousand subscriptions with fifty events each take seconds even so, which must not block requests: in each
iteration of the event loop, only some of them send an event, and few execute one.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Hashable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final, cast

from graphql import (
    ExecutionResult,
    FieldNode,
    Undefined,
    VariableNode,
    Visitor,
    create_source_event_stream,
    execute_subscription_event,
    visit,
)
from graphql.execution import VariableValues

from api.graphql.transport.documents.prepare import PreparedOperation
from api.graphql.transport.executor import OperationExecutor
from api.graphql.transport.shared_results import EqualSubscriptions, Payload, SharedResults

AT_ONCE: Final = 4
"""Events that are executed at the same time, and at most in each iteration of the event loop."""
ROUND: Final = 200
"""Shared results that are sent in each iteration of the event loop, some milliseconds of work."""
TURN: Final = 10
"""Shared results that a subscription sends in a turn for which it has waited."""

Events = AsyncIterable[Any]
FormatResult = Callable[[ExecutionResult, object], Payload]


class SubscriptionRunner:
    """Runs subscriptions, and shares the results of those that are equal."""

    def __init__(self) -> None:
        self.shared = SharedResults()
        self._turns = EventTurns()
        self._executing = asyncio.Semaphore(AT_ONCE)

    async def start(self, executor: OperationExecutor) -> Events | ExecutionResult:
        """Return the events of a subscription, or the result of a failed start."""
        begun = create_source_event_stream(executor)
        return await begun if isinstance(begun, Awaitable) else begun

    async def payloads(
        self, events: Events, executor: OperationExecutor, key: Hashable | None, format_result: FormatResult
    ) -> AsyncGenerator[Payload, None]:
        """Yield the result of each event; subscriptions of one key (`sharing_key`) share them."""
        source = cast("AsyncGenerator[Any, None]", events)
        left = 0  # of the turn
        with self.shared.join(key) as equals:
            async with aclosing(source):
                async for event in source:
                    outcome = await self._shared_outcome(equals, event)
                    if outcome is None:
                        yield await self._make(equals, executor, event, format_result)
                        continue
                    if left:
                        left -= 1
                    elif not self._turns.take_at_once(1):
                        await self._turns.take(TURN)
                        left = TURN - 1
                    yield outcome if isinstance(outcome, Payload) else format_result(outcome, event)

    async def _shared_outcome(
        self, equals: EqualSubscriptions, event: object
    ) -> Payload | ExecutionResult | None:
        """Return what an equal subscription makes of an event, `None` if the caller has to."""
        while found := self.shared.find(equals, event):
            if found.outcome is None:
                await found.ready.wait()
            if found.outcome is not None:
                return found.outcome
        return None

    async def _make(
        self,
        equals: EqualSubscriptions,
        executor: OperationExecutor,
        event: object,
        format_result: FormatResult,
    ) -> Payload:
        made = self.shared.begin(equals, event)
        try:
            async with self._executing:
                await self._turns.take(ROUND // AT_ONCE)
                result = execute_subscription_event(executor.build_per_event_executor(event))
                result = result if isinstance(result, ExecutionResult) else await result
            payload = format_result(result, event)
            made.outcome = result if result.errors else payload
        finally:
            self.shared.finish(equals, made)
        return payload


class EventTurns:
    """Limits the work of one iteration of the event loop to `ROUND` units; the rest waits in order."""

    def __init__(self) -> None:
        self._used = 0
        self._waiting = deque[tuple[asyncio.Future[None], int]]()

    def take_at_once(self, units: int) -> bool:
        """Take a turn unless that means to wait; return whether it is taken."""
        if self._waiting or self._used + units > ROUND:
            return False
        self._use(units)
        return True

    async def take(self, units: int) -> None:
        if self.take_at_once(units):
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, units))
        await turn

    def _use(self, units: int) -> None:
        if not self._used:
            asyncio.get_running_loop().call_soon(self._begin_round)
        self._used += units

    def _begin_round(self) -> None:
        self._used = 0
        while self._waiting and self._used + self._waiting[0][1] <= ROUND:
            turn, units = self._waiting.popleft()
            if not turn.done():
                self._use(units)
                turn.set_result(None)


def sharing_key(
    prepared: PreparedOperation, values: VariableValues, audience: Hashable | None, cost: int
) -> Hashable | None:
    """Return what the results of a subscription depend on besides its events; `None` if it shares none.

    That is the operation, what `Options.audience_of` returns, the variables but for those that only choose
    the events, and the costs, which these change as well. An operation is known by its `id`, so the caller
    keeps it while the subscription runs.
    """
    if audience is None:
        return None
    names = _variables_of_results(prepared)
    inputs = {name: each.value for name, each in values.sources.items() if name in names}
    given = {name: value for name, value in inputs.items() if value is not Undefined}
    costs = cost, prepared.cost.requested_cost(values.coerced)
    return id(prepared), audience, costs, json.dumps(given, sort_keys=True)


def _variables_of_results(prepared: PreparedOperation) -> set[str]:
    """Return the variables that are used elsewhere than in the arguments of the operation's own fields."""
    found = _VariableNames()
    selections = prepared.operation.selection_set
    plain = tuple(
        replace(each, arguments=()) if isinstance(each, FieldNode) else each for each in selections.selections
    )
    _, *fragments = prepared.document.definitions
    for node in (replace(selections, selections=plain), *fragments):
        visit(node, found)
    return found.names


class _VariableNames(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    def enter_variable(self, node: VariableNode, *_rest: object) -> None:
        self.names.add(node.name.value)
