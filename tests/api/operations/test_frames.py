"""A WebSocket client sends frames within bounds, and finishes in time what it begins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from websockets.frames import CloseCode

from api.operations.bounded_sockets import CONTROL_FRAMES, FRAGMENTS, HELD_BYTES
from tests.api.operations.wire import TIMEOUT, Wire, open_connection
from tests.fakes import World
from tests.running import serve_app

SECONDS = 0.5
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
MASK = bytes(4)
CONT, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
LONGEST = 2_000_000

pytestmark = pytest.mark.usefixtures("quiet_log")


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    return header(opcode, len(payload), fin=fin) + payload


def header(opcode: int, size: int, *, fin: bool = True) -> bytes:
    """As a client sends it, masked with zeros."""
    first = bytes([0x80 * fin + opcode])
    if size < 126:
        return first + bytes([0x80 + size]) + MASK
    if size < 65_536:
        return first + b"\xfe" + size.to_bytes(2) + MASK
    return first + b"\xff" + size.to_bytes(8) + MASK


async def length_teller(scope: Scope, receive: Receive, send: Send) -> None:
    """Accepts every socket and answers each message with its length, until one says "bye"."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})
    if scope["type"] != "websocket":
        return
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        if message["text"] == "bye":
            await send({"type": "websocket.close", "code": 4400})
            return
        await send({"type": "websocket.send", "text": str(len(message["text"]))})


@asynccontextmanager
async def listening(app: ASGIApp = length_teller, client_seconds: float = 60) -> AsyncIterator[int]:
    async with serve_app(app, World().usecases, client_seconds=client_seconds) as running:
        yield urlsplit(running.url).port or 0


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with listening() as port:
        yield port


@pytest.fixture
async def hasty() -> AsyncIterator[int]:
    """The port of a server that waits for half a second only."""
    async with listening(client_seconds=SECONDS) as port:
        yield port


@asynccontextmanager
async def open_socket(port: int) -> AsyncIterator[Wire]:
    async with open_connection(port) as wire:
        wire.send(HANDSHAKE)
        await wire.read_handshake()
        yield wire


async def next_length(wire: Wire) -> int:
    """Return the length of the next message that the application received."""
    opcode, payload = await wire.frame()
    assert opcode == TEXT, payload
    return int(payload)


async def close_code(wire: Wire) -> int:
    """Return the code of the close frame, which may come after pongs."""
    while True:
        opcode, payload = await wire.frame()
        if opcode == CLOSE:
            assert await wire.rest() == b""
            return int.from_bytes(payload[:2])
        assert opcode == PONG


async def test_as_many_control_frames_as_are_allowed_harm_nothing(port: int) -> None:
    async with open_socket(port) as wire:
        wire.send(frame(PING, b"?") * 20 + frame(PONG) * (CONTROL_FRAMES - 20) + frame(TEXT, b"four"))
        assert [await wire.frame() for _ in range(20)] == [(PONG, b"?")] * 20
        assert await next_length(wire) == 4


@pytest.mark.parametrize("opcode", [PING, PONG])
@pytest.mark.parametrize("payload", [b"", b"x" * 125])
@pytest.mark.parametrize("count", [CONTROL_FRAMES + 1, 40_000])
async def test_more_control_frames_end_the_socket(port: int, opcode: int, payload: bytes, count: int) -> None:
    async with open_socket(port) as wire:
        wire.send(frame(opcode, payload) * count)
        assert await close_code(wire) == CloseCode.POLICY_VIOLATION


async def test_control_frames_within_a_message_count_too(port: int) -> None:
    async with open_socket(port) as wire:
        wire.send(frame(TEXT, b"a", fin=False) + (frame(PING) + frame(CONT, b"b", fin=False)) * 60)
        assert await close_code(wire) == CloseCode.POLICY_VIOLATION


async def test_messages_after_the_close_count_as_control_frames(port: int) -> None:
    for count, answer in ((CONTROL_FRAMES - 1, b"\x8a\x01?"), (400, b"")):
        async with open_socket(port) as wire:
            wire.send(frame(TEXT, b"bye"))
            assert await wire.frame() == (CLOSE, (4400).to_bytes(2))
            wire.send(frame(TEXT, b"in vain") * count + frame(PING, b"?") + frame(CLOSE))
            assert await wire.rest() == answer


async def test_a_message_may_come_in_many_fragments_but_not_in_any_number(port: int) -> None:
    async with open_socket(port) as wire:
        begun = frame(TEXT, fin=False) + frame(CONT, b"x", fin=False) * (FRAGMENTS - 2)
        wire.send(begun + frame(CONT, b"x") + frame(TEXT, b"next"))
        assert [await next_length(wire), await next_length(wire)] == [FRAGMENTS - 1, 4]
        wire.send(begun + frame(CONT, b"x", fin=False) + frame(CONT))
        assert await close_code(wire) == CloseCode.MESSAGE_TOO_BIG


async def test_empty_fragments_count_as_others(port: int) -> None:
    async with open_socket(port) as wire:
        wire.send(frame(TEXT, fin=False) + frame(CONT, fin=False) * 20_000)
        assert await close_code(wire) == CloseCode.MESSAGE_TOO_BIG


async def test_the_longest_message_is_taken_whole_and_in_fragments(port: int) -> None:
    half = b"x" * (LONGEST // 2)
    async with open_socket(port) as wire:
        wire.send(frame(TEXT, half * 2) + frame(TEXT, half, fin=False) + frame(CONT, half))
        assert [await next_length(wire), await next_length(wire)] == [LONGEST, LONGEST]
        wire.send(header(TEXT, LONGEST + 1))
        assert await close_code(wire) == CloseCode.MESSAGE_TOO_BIG


async def test_messages_that_arrive_together_are_received_in_order(port: int) -> None:
    async with open_socket(port) as wire:
        wire.send(b"".join(frame(TEXT, b"x" * length) for length in range(3_000)))
        assert [await next_length(wire) for _ in range(3_000)] == list(range(3_000))


@pytest.mark.parametrize(
    ("unfinished", "end"),
    [(frame(TEXT, b"x" * LONGEST)[:-1], b"x"), (frame(TEXT, b"x" * LONGEST, fin=False), frame(CONT))],
    ids=["frame", "message"],
)
async def test_unfinished_messages_of_all_sockets_together_are_bounded(
    port: int, unfinished: bytes, end: bytes
) -> None:
    sent = [unfinished] * (HELD_BYTES // LONGEST - 1) + [frame(TEXT, b"x" * LONGEST)[:-100_000]]
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(open_socket(port)) for _ in sent]
        for wire, begun in zip(wires, sent, strict=True):
            await wire.send_apart(begun)
        async with open_socket(port) as late:
            late.send(unfinished)
            assert await close_code(late) == CloseCode.TRY_AGAIN_LATER
        async with open_socket(port) as modest:
            modest.send(frame(TEXT, b"small"))
            assert await next_length(modest) == 5
        for completing in (end, unfinished + end):
            wires[0].send(completing)
            assert await next_length(wires[0]) == LONGEST


async def test_what_closed_sockets_held_is_free_again(port: int) -> None:
    for _ in range(2):
        async with AsyncExitStack() as stack:
            for _ in range(HELD_BYTES // LONGEST - 1):
                wire = await stack.enter_async_context(open_socket(port))
                await wire.send_apart(frame(TEXT, b"x" * LONGEST)[:-1])


@pytest.mark.parametrize(
    "begun",
    [
        frame(TEXT)[:1],
        header(TEXT, 1_000_000),
        frame(TEXT, b"abc")[:-1],
        frame(TEXT, b"abc", fin=False),
        frame(TEXT, fin=False) + frame(PING),
        frame(PING, b"abc")[:-1],
    ],
)
async def test_what_is_begun_is_to_be_finished_in_time(hasty: int, begun: bytes) -> None:
    async with open_socket(hasty) as wire:
        wire.send(begun)
        assert await close_code(wire) == CloseCode.POLICY_VIOLATION


async def test_the_next_message_has_a_time_of_its_own(hasty: int) -> None:
    async with open_socket(hasty) as wire:
        for _ in range(3):
            await wire.send_apart(frame(TEXT, b"abc")[:-1], b"c" + frame(TEXT, b"next")[:-1], b"t")
            assert [await next_length(wire), await next_length(wire)] == [3, 4]
        wire.send(frame(TEXT, b"abc")[:-1])
        assert await close_code(wire) == CloseCode.POLICY_VIOLATION


async def test_drops_of_a_message_gain_it_no_time(hasty: int) -> None:
    async with open_socket(hasty) as wire:
        wire.send(header(TEXT, 1_000_000))
        closing = asyncio.create_task(close_code(wire))
        while not closing.done():
            await wire.send_apart(b"x")
        assert await closing == CloseCode.POLICY_VIOLATION


async def test_time_that_the_application_takes_is_not_the_clients() -> None:
    """Half of a message waits while the application is busy with the one before, longer than the deadline."""

    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_late() -> Message:
            message = await receive()
            if message.get("text"):
                await asyncio.wait({given_up}, timeout=TIMEOUT)
            return message

        await length_teller(scope, receive_late, send)

    async with listening(busy, SECONDS) as port, open_socket(port) as wire, open_socket(port) as other:
        wire.send(frame(TEXT, b"abc") * 2 + frame(TEXT, b"half")[:-1])
        other.send(frame(TEXT, fin=False))
        given_up = asyncio.create_task(close_code(other))
        assert [await next_length(wire), await next_length(wire)] == [3, 3]
        wire.send(b"f")
        assert await next_length(wire) == 4


async def test_a_handshake_that_the_application_does_not_answer_is_given_up() -> None:
    async def silent(scope: Scope, receive: Receive, _send: Send) -> None:
        while scope["type"] == "websocket" and (await receive())["type"] != "websocket.disconnect":
            pass

    async with listening(silent, SECONDS) as port, open_connection(port) as wire:
        wire.send(HANDSHAKE)
        assert (await wire.rest()).startswith(b"HTTP/1.1 503 ")


async def test_frames_may_come_before_the_handshake_is_answered_but_only_a_few() -> None:
    accepting = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await accepting.wait()
        await length_teller(scope, receive, send)

    async with listening(slow) as port, open_connection(port) as hasty, open_connection(port) as flood:
        await hasty.send_apart(HANDSHAKE, frame(TEXT, b"early"))
        await flood.send_apart(HANDSHAKE)
        flood.send(frame(TEXT, b"x" * 1_000_000))
        with suppress(ConnectionError):
            assert await flood.rest() == b""
        accepting.set()
        await hasty.read_handshake()
        assert await next_length(hasty) == 5


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (b"Host: x", b"Host: x\r\nCookie: " + b"c" * 9_000, b"431"),
        (b"GET /", b"GET /" + b"p" * 9_000, b"414"),
        (b"Host: x", b"Content-Length: 5", b"400"),
        (b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Version: 12", b"400"),
    ],
)
async def test_a_handshake_that_is_none_is_refused_at_once(
    port: int, old: bytes, new: bytes, status: bytes
) -> None:
    async with open_connection(port) as wire:
        wire.send(HANDSHAKE.replace(old, new))
        assert (await wire.rest()).split(b" ")[1] == status
