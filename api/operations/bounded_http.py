"""uvicorn's HTTP over httptools with limits for heads and trailers.

The parser is fed in pieces. Heads and chunked bodies end with a blank line, and so do pieces: a head begins
with a piece, and its bytes are counted before more of them are parsed.
"""

import re
from asyncio import AbstractEventLoop
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from httptools import (
    HttpParserError,
    HttpParserInvalidMethodError,
    HttpParserUpgrade,
    HttpRequestParser,
)
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from api.operations.joined_writes import JoinedWrites

LINGER: Final = 5.0  # seconds for a client to read the last bytes before its connection is aborted
HEAD_BYTES: Final = 65_536  # of request line and header fields with their line ends, the blank line included
HEAD_FIELDS: Final = 100
_PIECE: Final = 4_096  # bytes of a head or of chunks that are parsed at a time
_BLANK_LINE: Final = b"\r\n\r\n"
_INVALID: Final = "Invalid HTTP request received."
_METHOD: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}")
_NOT_ALLOWED: Final = b"UNLINK"  # a method that the parser knows and no path allows
_BAD_REQUEST: Final = (
    b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncache-control: no-store\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n"
)
_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
)


class BoundedHttp(HttpToolsProtocol):
    """Answers 431 to a head beyond its limits, drops trailers, and ignores every upgrade but WebSocket's.

    The application answers methods that the parser does not know, and never sees a head of HTTP/1.1 that does
    not have exactly one field `Host`. Trailers, and the bytes between two pieces of a chunked body, have the
    limits of a head.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.headers = []
        self._reading_head = self._reading_chunks = False
        self._content_left = 0  # remaining bytes of a body that is not chunked
        self._size = 0  # bytes of a head so far, or of chunks since their last piece of body
        self._tail = b""  # the last three of these bytes, which may begin a blank line
        self._upgraded = self._refused = self._is_closing_slowly = False
        self._unknown_method = b""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio says BaseTransport, uvicorn Transport
        super().connection_made(transport)
        self.transport = self._joined = JoinedWrites(transport, self.loop)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        end = 0
        while end < len(data) and self._is_listening():
            start, end = end, self._end_of_piece(data, end)
            self._parse(data[start:end])
        if self._refused:
            self.flow.pause_reading()  # again, because answers to earlier requests resume it

    def on_message_begin(self) -> None:
        self._reading_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        _check_count(self.headers)
        if self.parser.get_http_version() == "1.1":
            _check_host(self.headers)
        self._reading_head = False
        self._start_count()
        if self.parser.should_upgrade():
            if self._should_upgrade():
                super().on_headers_complete()
            return
        super().on_headers_complete()
        if self._unknown_method:
            self.scope["method"], self._unknown_method = self._unknown_method.decode(), b""
        for name, value in self.headers:
            if name == b"content-length":
                self._content_left = int(value)
            elif name == b"transfer-encoding":
                self._reading_chunks = True
        self.headers = []  # the request has its own list; header fields from now on are trailers

    def on_body(self, body: bytes) -> None:
        self._start_count()
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        _check_count(self.headers)
        self._content_left, self._reading_chunks = 0, False
        self._start_count()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        is_last = not self.pipeline
        super().on_response_complete()
        if self._refused and is_last:
            self._close_slowly(_TOO_LARGE)

    def handle_websocket_upgrade(self) -> None:
        self._upgraded = True
        self._joined.flush()
        self.transport = self._joined.inner
        super().handle_websocket_upgrade()

    def shutdown(self) -> None:
        if self._is_closing_slowly:
            self.transport.abort()
        else:
            super().shutdown()

    def _is_listening(self) -> bool:
        return not (self._refused or self._upgraded or self.transport.is_closing())

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr] # None at first

    def _end_of_piece(self, data: bytes, start: int) -> int:
        if self._content_left:
            return min(start + self._content_left, len(data))
        limit = min(start + _PIECE, start + HEAD_BYTES - self._size, len(data))
        split = (self._tail + data[start : start + 3]).find(_BLANK_LINE) if self._tail else -1
        if split >= 0:
            return min(start + split + len(_BLANK_LINE) - len(self._tail), limit)
        blank = data.find(_BLANK_LINE, start, limit)
        return limit if blank < 0 else blank + len(_BLANK_LINE)

    def _parse(self, piece: bytes) -> None:
        if self._content_left:
            self._content_left -= len(piece)
        else:
            self._size += len(piece)
        self._feed(piece)
        if self._size:
            self._tail = (self._tail + piece[-3:])[-3:]
        if self._exceeds_limits():
            self._refuse()

    def _feed(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
            else:
                self._ignore_upgrade()
        except HttpParserInvalidMethodError:
            self._replace_method(piece)
        except HttpParserError:
            if not self._exceeds_limits():
                self._refuse_as_invalid()

    def _replace_method(self, piece: bytes) -> None:
        """Parse the beginning of a head again, with a method that the parser knows."""
        method, space, rest = piece.lstrip(b"\r\n").partition(b" ")
        if not (space and _METHOD.fullmatch(method)):
            self._refuse_as_invalid()
            return
        self._unknown_method = method
        self._renew_parser()
        self._feed(_NOT_ALLOWED + space + rest)

    def _ignore_upgrade(self) -> None:
        """Parse the head again without its upgrade, because the parser expects no body after an upgrade."""
        fields = [field for field in self.headers if field[0] != b"upgrade"]
        if len(fields) == len(self.headers):  # CONNECT is an upgrade without such a header field
            self._refuse_as_invalid()
            return
        version = self.parser.get_http_version().encode()
        request_line = b"%b %b HTTP/%b\r\n" % (self.parser.get_method(), self.url, version)
        self._renew_parser()
        self._feed(request_line + b"".join(b"%b: %b\r\n" % field for field in fields) + b"\r\n")

    def _renew_parser(self) -> None:
        self.parser = HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own

    def _refuse_as_invalid(self) -> None:
        self.logger.warning(_INVALID)
        self.send_400_response(_INVALID)

    def send_400_response(self, msg: str) -> None:
        """Answer with the error body of REST, as the path is not known."""
        error = {"message": msg, "code": "malformed_request", "error": {"status": 400}}
        body = msgspec.json.encode(error)
        head = _BAD_REQUEST % len(body)
        self.transport.write(head + body)
        self.transport.close()

    def _refuse(self) -> None:
        """Stop reading, and answer 431 once earlier requests are answered."""
        self._refused = True
        if self._reading_chunks:
            self._abandon_request()
        elif self._is_idle():
            self._close_slowly(_TOO_LARGE)

    def _abandon_request(self) -> None:
        """Abandon the request whose body cannot end, which is the last one of the connection."""
        if self.pipeline:
            self.pipeline.popleft()
            return
        answer = b"" if self.cycle.response_started else _TOO_LARGE
        self.cycle.disconnected = True
        self.cycle.waiting_for_100_continue = False
        self.cycle.message_event.set()
        self._close_slowly(answer)

    def _close_slowly(self, answer: bytes) -> None:
        """Close after `LINGER`; closing at once would reset a connection with unread bytes."""
        if self.transport.is_closing():
            return
        self._is_closing_slowly = True
        self.transport.write(answer)
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.abort)

    def _start_count(self) -> None:
        self._size, self._tail = 0, b""

    def _exceeds_limits(self) -> bool:
        return self._size >= HEAD_BYTES or len(self.headers) > HEAD_FIELDS


def _check_count(fields: Sequence[object]) -> None:
    """Raise `HttpParserError`, which stops the parser, if there are too many header fields."""
    if len(fields) > HEAD_FIELDS:
        raise HttpParserError("There are too many header fields.")


def _check_host(fields: Sequence[tuple[bytes, bytes]]) -> None:
    """Raise `HttpParserError` unless there is exactly one field `Host`, as HTTP/1.1 requires."""
    if [name for name, _ in fields].count(b"host") != 1:
        raise HttpParserError("There is not exactly one header field Host.")
