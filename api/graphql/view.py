"""GraphQL over HTTP: strawberry's own view, kept from falling over hostile bodies."""

import json
import logging

from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from api.graphql.context import Context, open_context
from api.graphql.errors import INTERNAL, presented
from api.graphql.schema import gateway_schema
from domain.usecases import UseCases

log = logging.getLogger(__name__)


class GraphQLView(GraphQL[Context, None]):
    """Interim transport; everything it calls knows nothing of it."""

    def __init__(self, usecases: UseCases) -> None:
        super().__init__(gateway_schema())
        self.usecases = usecases

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        del response
        return await open_context(self.usecases, request.state.token, request.state.request_id)

    def decode_json(self, data: str | bytes) -> object:
        """Only an object is a request; huge numbers and deep nesting are as broken as bad JSON."""
        try:
            decoded = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "Unable to parse request body as JSON") from error
        if not isinstance(decoded, dict | list):
            raise HTTPException(400, "A request is a JSON object")
        if isinstance(decoded, dict) and not isinstance(decoded.get("operationName"), str | None):
            raise HTTPException(400, "The GraphQL operation's `operationName` must be a string or null")
        return decoded

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            answer["errors"] = [presented(error, request.state.request_id) for error in result.errors]
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except Exception:
            request_id = scope["state"]["request_id"]
            log.exception("request %s failed unexpectedly", request_id)
            error = {"message": "Internal error", "extensions": {"code": INTERNAL, "requestId": request_id}}
            await JSONResponse({"errors": [error]}, 500)(scope, receive, send)
