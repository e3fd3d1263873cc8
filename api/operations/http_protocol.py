"""uvicorn's HTTP over httptools with time-outs for slow clients and a graceful shutdown."""

from asyncio import AbstractEventLoop
from typing import Any, Final

from uvicorn import Config
from uvicorn.server import ServerState

from api.operations.bounded_http import BoundedHttp
from api.operations.deadline import Deadline
from api.operations.request_body import BODY, BodyArrival
from api.operations.shutdown import ABORT_CONNECTION, PRESENCE, Presence

# Seconds in which an idle client may still send a request after the shutdown has begun.
IDLE_GRACE: Final = 1.0
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimeoutHttpProtocol(BoundedHttp):
    """Closes a connection whose request head is not complete `seconds` after it could have begun.

    The same holds for the rest of a body whose request is answered already; `BodyDeadline` is responsible for
    a body that its request waits for. A request usually arrives in one piece, so timers are rare.
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
        self._presence = Presence()
        self._arrival = BodyArrival()
        self._deadline = Deadline()

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio says BaseTransport, uvicorn Transport
        super().connection_made(transport)
        self._start_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.stop()
        super().connection_lost(exc)
        self._presence.end()

    def on_headers_complete(self) -> None:
        self._deadline.stop()
        super().on_headers_complete()
        self.scope["state"][ABORT_CONNECTION] = self.transport.abort
        self.scope["state"][PRESENCE] = self._presence
        self._arrival = self.scope["state"][BODY] = BodyArrival()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._arrival.is_complete = True

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._refused:
            self._deadline.stop()
        elif not self._upgraded and (self._reading_head or self._is_idle()):
            self._start_deadline()

    def shutdown(self) -> None:
        """Close after the answer in progress; an idle connection stays for `IDLE_GRACE`."""
        if self._is_idle() and not self._refused:
            self.loop.call_later(IDLE_GRACE, self._close_if_idle)
        else:
            super().shutdown()

    def _close_if_idle(self) -> None:
        if self._is_idle():
            self.transport.close()

    def _start_deadline(self) -> None:
        self._deadline.start(self.loop, self.seconds, self._give_up)

    def _give_up(self) -> None:
        if not self._is_idle():
            super().shutdown()  # the answer to an earlier request, still in progress, is the last one
            return
        if self._reading_head and not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
        self.transport.close()


def timeout_http_protocol(seconds: float) -> type[TimeoutHttpProtocol]:
    """Return the protocol with its deadline as a class, which uvicorn requires."""
    return type("TimeoutHttpProtocol", (TimeoutHttpProtocol,), {"seconds": seconds})
