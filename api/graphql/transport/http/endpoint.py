"""GraphQL over HTTP as an ASGI endpoint: POST for everything, GET for queries, GraphiQL for browsers."""

from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import Any

import strawberry
from graphql import OperationType
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.http.ides import get_graphql_ide_html

from api.graphql.transport.charges import RequestCharge
from api.graphql.transport.documents.prepare import PreparedOperation
from api.graphql.transport.errors import internal_error
from api.graphql.transport.http.media import JSON, Accepted, is_json, negotiate
from api.graphql.transport.http.responses import execution_answer, refusal_response
from api.graphql.transport.http.sse import EventStream, error_stream
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import Parameters, from_body, from_query_string
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.refusals import Code, HttpRefusal, Refusal, RequestErrors, bad_request
from api.graphql.transport.request_notes import note_errors, note_operation, note_run, request_id_of
from api.operations.compression import compress_answer
from api.operations.header_fields import fields_of
from api.operations.request_body import BodyTooLarge, read_body
from api.operations.shutdown import CLIENT_GONE, ClientGone, run_while_present, shutdown_event

MakeContext = Callable[[Scope], Awaitable[Any]]


class GraphQLOverHTTP:
    """Answers every request that reaches it; `make_context` may raise a `Refusal` of its own."""

    def __init__(
        self, schema: strawberry.Schema, make_context: MakeContext, options: Options | None = None
    ) -> None:
        self.options = options or Options()
        self.make_context = make_context
        self.pipeline = Pipeline(schema, self.options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = negotiate(fields_of(scope).join(b"accept"))
        answer = await self._respond(scope, receive, wanted)
        if isinstance(answer, Response):
            await compress_answer(answer, Headers(scope=scope))
        await answer(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive, wanted: Accepted) -> ASGIApp:
        if wanted.page and scope["method"] == "GET" and self.options.graphiql:
            return HTMLResponse(_graphiql(), headers={"Vary": "Accept"})
        try:
            return await self._answer(scope, receive, wanted)
        except Refusal as refused:
            return _refusal(scope, wanted, refused)
        except ClientGone:
            return Response(status_code=CLIENT_GONE)
        except Exception as error:  # noqa: BLE001 - an unexpected error is masked
            return _refusal(scope, wanted, internal_error(error, request_id_of(scope)))

    async def _answer(self, scope: Scope, receive: Receive, wanted: Accepted) -> ASGIApp:
        _check_request(scope, wanted)
        context = await self.make_context(scope)
        charge = self.pipeline.begin(context)
        parameters = await self._parameters(scope, receive, charge)
        prepared = self.pipeline.prepare(parameters, charge)
        note_operation(scope, prepared.label)
        _check_method(prepared, scope["method"])
        admit = partial(self.pipeline.admit, prepared, parameters, context, charge, request_id_of(scope))
        if wanted.events and (wanted.media is None or prepared.type is OperationType.SUBSCRIPTION):
            admitted = await admit()
            over = shutdown_event(scope) if prepared.type is OperationType.SUBSCRIPTION else None
            return EventStream(self.pipeline.stream(admitted), self.options, admitted.headers, over)
        if wanted.media is None or prepared.type is OperationType.SUBSCRIPTION:
            raise _not_acceptable("A subscription is answered as text/event-stream alone.")
        admitted = await admit()
        run = partial(self.pipeline.answer, admitted)
        # A mutation is completed even if its client leaves.
        is_query = prepared.type is OperationType.QUERY
        answer = await (run_while_present(scope, run) if is_query else run())
        note_run(scope, answer.run_by)
        note_errors(scope, answer.content.get("errors", ()))
        encodings = fields_of(scope).join(b"accept-encoding")
        return await execution_answer(wanted.media, answer.content, answer.headers, encodings)

    async def _parameters(self, scope: Scope, receive: Receive, charge: RequestCharge) -> Parameters:
        if scope["method"] == "GET":
            return from_query_string(scope["query_string"])
        limits = self.options.limits
        most = limits.anonymous_body if charge.payer.is_anonymous else limits.body
        return from_body(await _read_body(scope, receive, most))


def _check_request(scope: Scope, wanted: Accepted) -> None:
    """Raise a `Refusal` for a request that cannot be answered, whatever its body says."""
    if scope["method"] not in ("GET", "POST"):
        raise HttpRefusal(
            405, Code.METHOD_NOT_ALLOWED, "Use POST, or GET for queries.", {"Allow": "GET, POST"}
        )
    if wanted.media is None and not wanted.events:
        raise _not_acceptable("An answer is application/graphql-response+json or application/json.")
    if scope["method"] == "POST" and not is_json(fields_of(scope).first(b"content-type")):
        raise HttpRefusal(415, Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json in UTF-8.")


async def _read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    try:
        return await read_body(scope, receive, limit)
    except BodyTooLarge:
        message = f"The body is too large; {limit} bytes are allowed."
        raise HttpRefusal(413, Code.LIMIT_BODY, message) from None
    except ClientDisconnect as error:
        raise bad_request("The body ended too early.") from error


def _refusal(scope: Scope, wanted: Accepted, refused: Refusal) -> Response:
    note_errors(scope, refused.errors)
    if wanted.media is None and isinstance(refused, RequestErrors):
        return error_stream(refused)
    return refusal_response(wanted.media or JSON, refused)


def _check_method(prepared: PreparedOperation, method: str) -> None:
    if prepared.type is OperationType.MUTATION and method == "GET":
        raise HttpRefusal(405, Code.METHOD_NOT_ALLOWED, "A mutation needs POST.", {"Allow": "POST"})


def _not_acceptable(message: str) -> HttpRefusal:
    return HttpRefusal(406, Code.NOT_ACCEPTABLE, message)


@cache
def _graphiql() -> str:
    return get_graphql_ide_html()
