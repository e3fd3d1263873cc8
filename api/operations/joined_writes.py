"""Answers that are written in parts, sent with one system call."""

import asyncio


class JoinedWrites(asyncio.Transport):
    """A transport that sends head and body of an answer together, which are written one after the other.

    A part that nothing follows is sent before the event loop waits again.
    """

    __slots__ = ("_held", "_loop", "inner")

    def __init__(self, inner: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.inner = inner
        self._loop = loop
        self._held: bytes | bytearray | memoryview = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._held:
            held, self._held = self._held, b""
            self.inner.writelines((held, data))
        elif data:
            self._held = data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send the part that waits for another one."""
        if self._held:
            held, self._held = self._held, b""
            self.inner.write(held)

    def write_eof(self) -> None:
        self.flush()
        self.inner.write_eof()

    def close(self) -> None:
        self.flush()
        self.inner.close()

    def abort(self) -> None:
        self._held = b""
        self.inner.abort()

    def is_closing(self) -> bool:
        return self.inner.is_closing()
