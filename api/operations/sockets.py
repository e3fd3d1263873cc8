"""WebSocket as uvicorn speaks it, with an end for clients that do not read and another one at shutdown."""

import asyncio
from typing import Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

GOING_AWAY: Final = 1001
LINGER: Final = 5.0  # seconds for the last bytes to be taken


class GatewaySockets(WebSocketsSansIOProtocol):
    """Closes with "going away" at shutdown; after a close nothing waits for ever for a client to read."""

    def shutdown(self) -> None:
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": GOING_AWAY})
        self.conn.send_close(GOING_AWAY)
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
        """Closing sends what is left first, which who does not read will not take."""
        self.loop.call_later(LINGER, self.transport.abort)
