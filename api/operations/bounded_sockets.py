"""uvicorn's WebSocket protocol with limits for frames from clients.

Frames are parsed a few at a time, and only after the application has received the previous message.
"""

from asyncio import AbstractEventLoop
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

from uvicorn import Config
from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame
from websockets.streams import StreamReader

from api.operations.bounded_http import LINGER

CONTROL_FRAMES: Final = 50  # of a socket within a second
FRAGMENTS: Final = 1_000  # of a message
HELD_BYTES: Final = 32_000_000  # of all sockets of a process
_EARLY_BYTES: Final = 65_536  # before the handshake is answered
_FRAGMENT: Final = 100  # bytes of memory that a fragment needs besides its payload
_PIECE: Final = 1_024  # bytes parsed at a time: 170 frames at most
_INVALID: Final = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


@dataclass(slots=True)
class HeldBytes:
    """The number of bytes from clients that all sockets hold until the application receives them."""

    total: int = 0


class FrameReader(StreamReader):
    """Knows whether a frame has begun, even if all its bytes so far are read."""

    is_between_frames = True

    def at_eof(self) -> Generator[None, None, bool]:
        self.is_between_frames = True
        is_at_end = yield from super().at_eof()
        self.is_between_frames = False
        return is_at_end


class BoundedSockets(WebSocketsSansIOProtocol):
    """Closes a socket that sends too many frames or makes all sockets hold too many bytes."""

    held: HeldBytes

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn.reader = self._reader = FrameReader()
        self.conn.parser = self.conn.parse()
        next(self.conn.parser)  # as websockets' own constructor does
        self._rest = b""  # bytes that are parsed once the application has received the previous message
        self._queued = 0  # bytes of complete messages that wait for the application
        self._size = 0  # bytes that this socket holds
        self._unasked_frames, self._counted_from = 0, 0.0

    def connection_lost(self, exc: Exception | None) -> None:
        self._release()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.handshake_initiated:
            self._rest += data
            self._parse()
            return
        super().data_received(data)  # the head, in one piece
        if not self.handshake_initiated:
            self.transport.write(b"".join(self.conn.data_to_send()) or _INVALID)
            self.transport.close()

    async def receive(self) -> ASGIReceiveEvent:
        message = await super().receive()
        if self.queue.empty():
            self._queued = 0
            self.loop.call_soon(self._parse)  # not at once, or a client that sends much would block others
        return message

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self._rest:
            self._parse()  # frames may precede the answer to the handshake or the close

    def handle_ping(self) -> None:
        self._count_unasked_frame()
        if not self.disconnected:
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        self._count_unasked_frame()
        super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < FRAGMENTS:
            super().handle_cont(event)
        else:
            self._end(CloseCode.MESSAGE_TOO_BIG, "Too many fragments")

    def send_receive_event_to_app(self) -> None:
        if self.close_sent:
            self._count_unasked_frame()
        else:
            self._queued += sum(map(len, self.frames))
        super().send_receive_event_to_app()

    def _parse(self) -> None:
        """Parse the received bytes while the application is ready for messages."""
        data, end = self._rest, 0
        while end < len(data) and self._is_ready():
            start, end = end, end + _PIECE
            super().data_received(data[start:end])
        if not self.disconnected:
            self._rest = data[end:]
            self._update_held_bytes()

    def _is_ready(self) -> bool:
        if self.read_paused or self.disconnected or self.transport.is_closing():
            return False
        return self.handshake_complete

    def _is_unfinished(self) -> bool:
        """Whether a frame or a message is incomplete."""
        if self.disconnected or not self.handshake_complete:
            return False
        return bool(self.frames) or not self._reader.is_between_frames

    def _update_held_bytes(self) -> None:
        fragments = (self.conn.current_size or 0) + _FRAGMENT * len(self.frames)
        size = len(self._rest) + len(self._reader.buffer) + fragments + self._queued
        self.held.total += size - self._size
        self._size = size
        if not self.handshake_complete and size > _EARLY_BYTES:
            self.transport.abort()
        elif size and self.held.total > HELD_BYTES:
            self._end(CloseCode.TRY_AGAIN_LATER, "Too many unfinished messages")

    def _release(self) -> None:
        self.held.total -= self._size
        self._reader.discard()  # rather than wait for the garbage collector
        self._rest, self.frames = b"", []
        self._queued = self._size = 0

    def _count_unasked_frame(self) -> None:
        """Count a frame that the application does not receive: a control frame, or one after the close."""
        now = self.loop.time()
        if now - self._counted_from >= 1:
            self._counted_from, self._unasked_frames = now, 0
        self._unasked_frames += 1
        if self._unasked_frames > CONTROL_FRAMES:
            self._end(CloseCode.POLICY_VIOLATION, "Too many control frames")

    def _end(self, code: CloseCode, reason: str) -> None:
        """Send a close frame, stop reading, and abort after `LINGER`, in which the client can read it."""
        if self.disconnected or self.transport.is_closing():
            return
        self.disconnected = self.close_sent = True
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.fail(code, reason)
        self._release()
        self.transport.pause_reading()
        self.read_paused = False  # so that uvicorn does not resume it
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.write_eof()
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(LINGER, self.transport.abort)  # until then uvicorn waits
