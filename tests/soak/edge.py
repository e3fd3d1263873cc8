"""Clients without a token that send too much, beside a good client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.hostile import Attack, compare
from tests.soak.report import Measure

HEADS: Final = 4
HEAD: Final = b"GET /healthz HTTP/1.1\r\nHost: gateway.test\r\nFiller: "
HEAD_BYTES: Final = 100_000_000
PIECE: Final = b"x" * 200_000
HANDSHAKE: Final = (
    b"GET /graphql HTTP/1.1\r\nHost: gateway.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
MASK: Final = bytes(4)
PING, PONG = b"\x89\x80" + MASK, b"\x8a\x80" + MASK
FLOOD_BYTES: Final = 100_000  # at a time
FLOOD_EVERY: Final = 0.1  # seconds: 1 MB/s
SOCKETS: Final = 200
UNFINISHED: Final = b"\x81\xff" + (1_700_000).to_bytes(8) + MASK + b"x" * 1_699_999
FOR_EVER: Final = 3_600.0  # seconds; an attack is cancelled long before


async def large_heads(conditions: Conditions) -> Findings:
    """Send heads of 100 MB until the gateway closes the connection."""
    return await _findings(conditions, _send_heads)


async def control_frames(conditions: Conditions) -> Findings:
    """Send pings, pongs and incomplete frames without `connection_init`."""
    return await _findings(conditions, _send_frames)


async def _findings(conditions: Conditions, attack: Attack) -> Findings:
    async with gateway_in(conditions.place) as gateway:
        comparison = await compare(gateway, attack)
        tracebacks = Measure("tracebacks in the gateway's log", gateway.tracebacks(), most=0)
        return Findings([*comparison.measures(), tracebacks])


async def _send_heads(gateway: GatewayProcess) -> None:
    await asyncio.gather(*(_send_head(gateway) for _ in range(HEADS)), return_exceptions=True)


async def _send_head(gateway: GatewayProcess) -> None:
    async with _connection(gateway) as (_, writer):
        writer.write(HEAD)
        for _ in range(HEAD_BYTES // len(PIECE)):
            writer.write(PIECE)
            await writer.drain()


async def _send_frames(gateway: GatewayProcess) -> None:
    floods = [_flood_repeatedly(gateway, frame) for frame in (PING, PONG)]
    await asyncio.gather(_leave_unfinished(gateway), *floods)


async def _flood_repeatedly(gateway: GatewayProcess, frame: bytes) -> None:
    """Connect again whenever the gateway closes the connection, but send at most 1 MB/s."""
    frames = frame * (FLOOD_BYTES // len(frame))
    while True:
        async with _socket(gateway) as (reader, writer):
            while not reader.at_eof() and not writer.is_closing():
                writer.write(frames)
                await asyncio.sleep(FLOOD_EVERY)


async def _leave_unfinished(gateway: GatewayProcess) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(SOCKETS):
            _, writer = await stack.enter_async_context(_socket(gateway))
            writer.write(UNFINISHED)
        await asyncio.sleep(FOR_EVER)


@asynccontextmanager
async def _socket(
    gateway: GatewayProcess,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with _connection(gateway) as (reader, writer):
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        yield reader, writer


@asynccontextmanager
async def _connection(
    gateway: GatewayProcess,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
