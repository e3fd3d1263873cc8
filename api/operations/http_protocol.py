"""uvicorn's HTTP over httptools, with patience for slow clients and a quiet end."""

from asyncio import AbstractEventLoop, TimerHandle
from typing import Any, Final

from uvicorn import Config
from uvicorn.server import ServerState

from api.operations.bounded_http import BoundedHttp
from api.operations.shutdown import ABORT_CONNECTION, PRESENCE, Presence

LAST_CALL: Final = (
    1.0  # seconds in which an idle client may still send a request, once the gateway is leaving
)
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimeoutHttpProtocol(BoundedHttp):
    """Closes a connection whose request head is not there `seconds` after it could have begun.

    The same goes for the rest of a body whose request has been answered already; the body of a request that
    still waits for it is `BodyDeadline`'s. A request usually comes in one piece, so a timer is rarely made.
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
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio says BaseTransport, uvicorn Transport
        super().connection_made(transport)
        self._expect_more()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)
        self._presence.end()

    def on_headers_complete(self) -> None:
        self._expect_nothing()
        super().on_headers_complete()
        self.scope["state"][ABORT_CONNECTION] = self.transport.abort
        self.scope["state"][PRESENCE] = self._presence

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._refused:
            self._expect_nothing()
        elif not self._upgraded and (self._reading_head or self._is_idle()):
            self._expect_more()

    def shutdown(self) -> None:
        """End after the answer under way; where there is none, a request may be on its way to us."""
        if self._is_idle() and not self._refused:
            self.loop.call_later(LAST_CALL, self._close_if_idle)
        else:
            super().shutdown()

    def _close_if_idle(self) -> None:
        if self._is_idle():
            self.transport.close()

    def _expect_more(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.seconds, self._give_up)

    def _expect_nothing(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if not self._is_idle():
            super().shutdown()  # an earlier request is still being answered: that answer is the last
            return
        if self._reading_head and not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
        self.transport.close()


def timeout_http_protocol(seconds: float) -> type[TimeoutHttpProtocol]:
    """The protocol with its deadline, as uvicorn wants it: a class."""
    return type("TimeoutHttpProtocol", (TimeoutHttpProtocol,), {"seconds": seconds})
