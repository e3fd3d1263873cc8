"""GraphQL over WebSocket as an ASGI endpoint, by the protocol `graphql-transport-ws`."""

from contextlib import suppress
from typing import Final

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.websocket.connection import Connection, MakeSocketContext, ProtocolViolation

PROTOCOL: Final = "graphql-transport-ws"


class GraphQLOverWebSocket:
    """Serves connections; each operation has its own context, made from the payload of `connection_init`.

    `make_context` may raise a `Refusal`: at the start it closes the connection, later it ends the operation.
    """

    def __init__(self, pipeline: Pipeline, make_context: MakeSocketContext) -> None:
        self.pipeline = pipeline
        self.make_context = make_context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if not self._has_allowed_origin(socket):
            await socket.close()
            return
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
            return
        await socket.accept(PROTOCOL)
        connection = Connection(socket, self.pipeline, self.make_context)
        try:
            await connection.serve()
        except WebSocketDisconnect:
            pass
        except ProtocolViolation as closing:
            with suppress(WebSocketDisconnect):
                await socket.close(closing.code, closing.reason)
        finally:
            await connection.end()

    def _has_allowed_origin(self, socket: WebSocket) -> bool:
        """Whether the origin is allowed or the gateway's own; clients other than browsers have none."""
        origin = socket.headers.get("origin")
        if origin is None or self.pipeline.options.origins.allows(origin):
            return True
        return origin.partition("://")[2] == socket.headers.get("host")
