"""The entry point of every request: its id, its token, and its record for metrics and the access log."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import perf_counter

from starlette.types import ASGIApp, Receive, Scope, Send

from api.operations.header_fields import fields_of
from api.operations.observation import LONGEST_PATH, ObservedAnswer, RequestObserver, RequestRecord
from api.operations.request_context import CURRENT, request_ids, sane_id, token_of


class EntryPoint:
    """Puts `request_id`, `token` (or `None`) and `codes` into a request's state, and answers with its id.

    A client's id is used if it is short and plain. Channels add the codes of refusals to the set `codes`, and
    may set `operation` to the name of the operation and `run_by` to what ran it, from sets of names that do
    not grow. Every observer is called with the record of every HTTP request and every WebSocket when it is
    over.
    """

    def __init__(
        self, app: ASGIApp, channel_of: Callable[[str], str], observers: Sequence[RequestObserver] = ()
    ) -> None:
        self.app = app
        self.channel_of = channel_of
        self.observers = observers
        self.next_id = request_ids()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        began, request_id = perf_counter(), self._identify(scope)
        answer = ObservedAnswer(receive, send, request_id)
        try:
            if scope["type"] == "http":
                await self.app(scope, receive, answer.send_answer)
            else:
                await self.app(scope, answer.receive_message, answer.send_message)
        finally:
            record = self._record(scope, answer, perf_counter() - began)
            for observe in self.observers:
                observe(record)

    def _identify(self, scope: Scope) -> str:
        """Fill the state of the request, and return its id."""
        fields = fields_of(scope)
        request_id = sane_id(fields.first(b"x-request-id")) or self.next_id()
        state = scope.setdefault("state", {})
        state["request_id"], state["token"], state["codes"] = request_id, token_of(fields), set()
        CURRENT.set(state)
        return request_id

    def _record(self, scope: Scope, answer: ObservedAnswer, seconds: float) -> RequestRecord:
        state, path, is_socket = scope["state"], scope["path"], scope["type"] == "websocket"
        codes = sorted(state["codes"])
        return RequestRecord(
            datetime.now(UTC),
            state["request_id"],
            "GET" if is_socket else scope["method"],
            path[:LONGEST_PATH],
            self.channel_of(path),
            "websocket" if is_socket else state.get("operation", "none"),
            answer.status,
            answer.describe(codes),
            round(seconds * 1000, 3),
            codes,
            answer.close_code,
            state.get("run_by", ""),
        )
