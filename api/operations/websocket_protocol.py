"""uvicorn's WebSocket protocol with deadlines for slow clients and a graceful shutdown."""

import asyncio
from asyncio import AbstractEventLoop
from http.client import SERVICE_UNAVAILABLE
from typing import Any

from uvicorn import Config
from uvicorn.server import ServerState
from websockets.frames import CloseCode

from api.operations.bounded_http import LINGER
from api.operations.bounded_sockets import BoundedSockets, HeldBytes
from api.operations.deadline import Deadline


class GatewayWebSocketProtocol(BoundedSockets):
    """Closes a socket whose handshake is not answered, or whose message is not complete, within `seconds`.

    At shutdown it closes with "going away". After a close the connection is aborted if the client stops
    reading.
    """

    seconds: float

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._deadline = Deadline()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.loop.call_later(self.seconds, self._give_up_handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.stop()
        super().connection_lost(exc)

    def send_receive_event_to_app(self) -> None:
        self._deadline.stop()
        super().send_receive_event_to_app()

    def shutdown(self) -> None:
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.GOING_AWAY})
        self.conn.send_close(CloseCode.GOING_AWAY)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()
        self._abort_soon()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._abort_soon()

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        super().on_task_complete(task)
        self._abort_soon()

    def _abort_soon(self) -> None:
        """Abort after `LINGER`, because closing waits until the client has read the rest."""
        self.loop.call_later(LINGER, self.transport.abort)

    def _parse(self) -> None:
        super()._parse()
        if self._is_unfinished():
            self._deadline.start(self.loop, self.seconds, self._give_up_message)
        else:
            self._deadline.stop()

    def _give_up_message(self) -> None:
        if self.read_paused:  # the application is late, not the client
            self._parse()
        else:
            self._end(CloseCode.POLICY_VIOLATION, "Message not finished in time")

    def _give_up_handshake(self) -> None:
        if self.handshake_complete or self.transport.is_closing():
            return
        self.disconnected = self.close_sent = self.handshake_complete = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE})
        self.conn.send_response(self.conn.reject(SERVICE_UNAVAILABLE, ""))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()
        self._abort_soon()


def websocket_protocol(seconds: float) -> type[GatewayWebSocketProtocol]:
    """Return the protocol with its deadline and its count of bytes as a class, which uvicorn requires."""
    return type(
        "GatewayWebSocketProtocol", (GatewayWebSocketProtocol,), {"seconds": seconds, "held": HeldBytes()}
    )
