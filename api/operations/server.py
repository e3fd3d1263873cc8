"""uvicorn, told how to serve and how to end."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from api.operations.backlog import ADMITTING, refuse_new_connections
from api.operations.http_protocol import timeout_http_protocol
from api.operations.shutdown import SHUTDOWN_EVENT
from api.operations.websocket_protocol import punctual_sockets

CLIENT_SECONDS: Final = 14.0  # for the head of a request, and as much for its body: 15 are promised
FINISHING: Final = 10  # seconds for what is under way when the gateway is told to stop
FULL_COLLECTION: Final = 100  # collections of what is young but not new; Python's own is 10


class GracefulServer(uvicorn.Server):
    """Ends without cutting anybody off: who is connected or waits in the queue gets one last answer."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[SHUTDOWN_EVENT] = asyncio.Event()
        await super().startup(sockets)
        _shorten_collections()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state = self.server_state
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        for listener in sockets or ():
            self.stop_accepting(listener)
        self.lifespan.state[
            SHUTDOWN_EVENT
        ].set()  # after the door is closed: whoever ends now comes again at once
        await asyncio.sleep(ADMITTING)
        await super().shutdown(sockets)

    def stop_accepting(self, listener: socket.socket) -> None:
        refuse_new_connections(listener)


class WorkerServer(GracefulServer):
    """One of several on a listener, ended by whoever started them; the others may go on taking clients in."""

    def stop_accepting(self, listener: socket.socket) -> None:
        """`Workers` does it once for all of them."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig != signal.SIGINT:  # a terminal sends it to every process at once
            super().handle_exit(sig, frame)


def _shorten_collections() -> None:
    """Leave what the program is made of out of garbage collections, and look through all else less often.

    It stays to the end, and looking through it stops all requests for a tenth of a second, which every few
    thousand objects of answers would bring about. A long operation has several hundred thousand of them.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, FULL_COLLECTION)


def server_config(app: Callable[[], ASGIApp], *, client_seconds: float = CLIENT_SECONDS) -> uvicorn.Config:
    """How every gateway serves what `app` makes; clients have `client_seconds` for a head or a message."""
    return uvicorn.Config(
        app,
        factory=True,
        http=timeout_http_protocol(client_seconds),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ws=punctual_sockets(client_seconds),
        ws_max_size=2_000_000,
        ws_ping_interval=15,
        ws_ping_timeout=15,
        ws_per_message_deflate=False,  # memory for each of thousands of idle sockets
        timeout_graceful_shutdown=FINISHING,
    )
