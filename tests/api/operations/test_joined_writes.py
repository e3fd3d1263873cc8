"""Head and body of an answer are sent together, and nothing waits for what does not follow."""

import asyncio
from collections.abc import Iterable
from typing import cast

from api.operations.joined_writes import JoinedWrites

Sent = list[bytes]


class Recorder:
    """A transport that notes what each call sends."""

    def __init__(self) -> None:
        self.sent: Sent = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def writelines(self, parts: Iterable[bytes]) -> None:
        self.sent.append(b"".join(parts))

    def close(self) -> None:
        self.sent.append(b"closed")

    def abort(self) -> None:
        self.sent.append(b"aborted")


def joined_writes() -> tuple[JoinedWrites, Sent]:
    recorder = Recorder()
    return JoinedWrites(cast("asyncio.Transport", recorder), asyncio.get_running_loop()), recorder.sent


async def test_head_and_body_are_sent_by_one_call() -> None:
    transport, sent = joined_writes()
    transport.write(b"head")
    transport.write(b"body")
    await asyncio.sleep(0)
    assert sent == [b"headbody"]


async def test_a_head_alone_is_sent_before_the_loop_waits() -> None:
    transport, sent = joined_writes()
    transport.write(b"head")
    await asyncio.sleep(0)
    assert sent == [b"head"]


async def test_what_is_held_is_sent_before_the_end_but_not_after_an_abort() -> None:
    transport, sent = joined_writes()
    transport.write(b"last")
    transport.close()
    transport.write(b"lost")
    transport.abort()
    await asyncio.sleep(0)
    assert sent == [b"last", b"closed", b"aborted"]
