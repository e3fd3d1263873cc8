"""GraphQL over WebSocket as an ASGI endpoint, by the protocol `graphql-transport-ws`."""

from contextlib import suppress
from typing import Final

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.graphql.transport.options import ANY_ORIGIN
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.websocket.connection import Connection, MakeSocketContext, ProtocolViolation

PROTOCOL: Final = "graphql-transport-ws"


class GraphQLOverWebSocket:
    """Serves connections; each operation gets a context of its own, from the payload of the first message.

    `make_context` may raise a `Refusal`: at the start that ends the connection, later the operation.
    """

    def __init__(self, pipeline: Pipeline, make_context: MakeSocketContext) -> None:
        self.pipeline = pipeline
        self.make_context = make_context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        if not self._is_welcome(socket):
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

    def _is_welcome(self, socket: WebSocket) -> bool:
        """Whether no browser says that a page of somebody else's opens the socket."""
        origin, known = socket.headers.get("origin"), self.pipeline.options.origins
        if origin is None or origin in known or ANY_ORIGIN in known:
            return True
        return origin.partition("://")[2] == socket.headers.get("host")
