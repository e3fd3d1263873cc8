"""The configuration of uvicorn and its graceful shutdown."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from api.operations.backlog import ACCEPT_SECONDS, refuse_new_connections
from api.operations.http_protocol import timeout_http_protocol
from api.operations.shutdown import SHUTDOWN_EVENT
from api.operations.websocket_protocol import websocket_protocol

CLIENT_SECONDS: Final = 14.0  # for the head of a request, and as much for its body; 15 are documented
SHUTDOWN_SECONDS: Final = 10  # for requests in flight at shutdown
# New objects before a collection of the young ones, such collections before one of the middle generation, and
# these before a full one: a collection of the first two takes some milliseconds at most.
COLLECTIONS: Final = (10_000, 5, 1_000)


class GracefulServer(uvicorn.Server):
    """Shuts down gracefully: requests in flight and connections in the backlog are answered."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[SHUTDOWN_EVENT] = asyncio.Event()
        await super().startup(sockets)
        _shorten_collections()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state = self.server_state
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        for listener in sockets or ():
            self.stop_accepting(listener)
        # After the listener is closed, because subscribers reconnect at once.
        self.lifespan.state[SHUTDOWN_EVENT].set()
        await asyncio.sleep(ACCEPT_SECONDS)
        await super().shutdown(sockets)

    def stop_accepting(self, listener: socket.socket) -> None:
        refuse_new_connections(listener)


class WorkerServer(GracefulServer):
    """One of several servers on a listener, stopped by their parent; the others may go on accepting."""

    def stop_accepting(self, listener: socket.socket) -> None:
        """Do nothing: `Workers` does it once for all of them."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig != signal.SIGINT:  # a terminal sends it to every process at once
            super().handle_exit(sig, frame)


def _shorten_collections() -> None:
    """Exclude the objects of the program itself from garbage collections, and make full collections rare.

    These objects live to the end, and scanning them, or the million objects of a large batch, stops all
    requests for a tenth of a second. A request leaves hardly anything that only a collection frees.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)


def server_config(app: Callable[[], ASGIApp], *, client_seconds: float = CLIENT_SECONDS) -> uvicorn.Config:
    """Return uvicorn's configuration for `app`; clients have `client_seconds` for a head or a message."""
    return uvicorn.Config(
        app,
        factory=True,
        http=timeout_http_protocol(client_seconds),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ws=websocket_protocol(client_seconds),
        ws_max_size=2_000_000,
        ws_ping_interval=15,
        ws_ping_timeout=15,
        ws_per_message_deflate=False,  # which would need memory for each of thousands of idle sockets
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
