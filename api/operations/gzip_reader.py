"""Inflating of gzip in pieces, so that memory and time are bounded by what a reader takes."""

import zlib
from typing import Final

PIECE: Final = 65_536  # inflated bytes at a time
MEMBERS: Final = 1_000  # of one stream; blocked gzip has one for every 64 KB
OVERHEAD: Final = 65_536  # bytes by which a stream may be larger than what it holds
_CUT: Final = 4_096  # compressed bytes at a time
_GZIP: Final = 31  # zlib's number for a gzip header and trailer


class BrokenGzip(Exception):
    """A stream that is malformed, incomplete or made of next to nothing."""


class GzipReader:
    """Inflates a stream; raises `BrokenGzip`.

    Empty members, empty blocks and long headers yield no bytes that a reader could count, so the members and
    the bytes beyond the inflated ones are bounded here.
    """

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1
        self._input = memoryview(b"")
        self._has_output = False  # the last piece was full, so the member may hold more of its input
        self._surplus = 0  # compressed bytes less inflated bytes

    @property
    def has_input(self) -> bool:
        return self._has_output or len(self._input) > 0

    def feed(self, data: bytes) -> None:
        """Add compressed bytes, once those before are read."""
        self._input = memoryview(data)

    def read(self) -> bytes:
        """Return the next inflated bytes, which may be none even if there is more input."""
        if self._member.eof:
            self._begin_member()
        cut = bytes(self._input[:_CUT])
        try:
            piece = self._member.decompress(cut, PIECE)
        except zlib.error:
            raise BrokenGzip from None
        rest = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        size = len(cut) - len(rest)
        self._input = self._input[size:]
        self._has_output = len(piece) == PIECE and not self._member.eof
        self._surplus += size - len(piece)
        if self._surplus > OVERHEAD:
            raise BrokenGzip
        return piece

    def check_end(self) -> None:
        """Check that the stream ends here."""
        if not self._member.eof:
            raise BrokenGzip

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > MEMBERS:
            raise BrokenGzip
        self._member = zlib.decompressobj(_GZIP)
