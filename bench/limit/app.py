"""The limit: a bare ASGI application with a token check and one prepared statement for each operation.

It has none of the gateway's guarantees. No rule is asked, and whatever it is sent is taken as right.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from hashlib import sha256
from time import time
from typing import Any, Final

import asyncpg

from api.graphql.cursors import cursor
from api.graphql.global_ids import DELIVERY
from api.system.object_ids import ObjectIds
from bench.limit import reads, writes
from bench.limit.copy_rows import copy_batch, large_batch
from bench.limit.items import (
    arguments_from_rows,
    decode_graphql,
    decode_items,
    decode_updates,
    row_from_graphql_item,
    row_from_item,
)
from bench.workload import LARGE_BATCH, SIZE
from domain.model.page import Place

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Handler = Callable[[str, str, bytes], Awaitable[bytes]]

CONNECTIONS: Final = 16
TOKENS: Final = "SELECT token_hash, account_id, expires_at FROM api_token WHERE revoked_at IS NULL"
NEVER: Final = float("inf")
START: Final = "lifespan.startup"


class PreparedConnections:
    """Connections with prepared statements, lent to one request at a time."""

    def __init__(self) -> None:
        self._free: asyncio.LifoQueue[tuple[Any, dict[str, Any]]] = asyncio.LifoQueue()

    async def open(self, dsn: str) -> None:
        for _ in range(CONNECTIONS):
            connection = await asyncpg.connect(dsn, server_settings={"timezone": "UTC", "jit": "off"})
            self._free.put_nowait((connection, {}))

    async def fetch(self, statement: str, *values: object) -> Sequence[Any]:
        """Run a statement, which each connection prepares once."""
        lent = await self._free.get()
        try:
            connection, prepared = lent
            if statement not in prepared:
                prepared[statement] = await connection.prepare(statement)
            found: Sequence[Any] = await prepared[statement].fetch(*values)
            return found
        finally:
            self._free.put_nowait(lent)

    async def run(self, work: Callable[[Any], Awaitable[None]]) -> None:
        """Do some work on a connection."""
        lent = await self._free.get()
        try:
            await work(lent[0])
        finally:
            self._free.put_nowait(lent)


batch = cache(large_batch)
database = PreparedConnections()
identities: dict[bytes, tuple[str, float]] = {}
ids = ObjectIds()


async def show_one(account_id: str, name: str, _body: bytes) -> bytes:
    found = await database.fetch(reads.ONE, account_id, name)
    return b'{"data":{"delivery":%b}}' % (found[0][0].encode() if found else b"null")


async def _show_page(account_id: str, statement: str) -> bytes:
    found = await database.fetch(statement, account_id)
    shown = found[:SIZE]
    end = cursor(DELIVERY, Place(shown[-1][0])) if shown else ""
    more = "true" if len(found) > SIZE else "false"
    nodes = ",".join([row[1] for row in shown])
    info = f'"pageInfo":{{"hasNextPage":{more},"endCursor":"{end}"}}'
    return f'{{"data":{{"deliveries":{{"nodes":[{nodes}],{info}}}}}}}'.encode()


async def show_page(account_id: str, _name: str, _body: bytes) -> bytes:
    return await _show_page(account_id, reads.PAGE)


async def show_page_with_events(account_id: str, _name: str, _body: bytes) -> bytes:
    return await _show_page(account_id, reads.PAGE_WITH_EVENTS)


async def show_settings(account_id: str, _name: str, _body: bytes) -> bytes:
    text: str = (await database.fetch(reads.SETTINGS, account_id))[0][0]
    return text.encode()


async def create(account_id: str, _name: str, body: bytes) -> bytes:
    rows = list(map(row_from_item, decode_items(body)))
    arguments = arguments_from_rows(rows, ids.take(len(rows)), "r")
    found = await database.fetch(writes.CREATE, account_id, *arguments)
    texts = [row[0] for row in found]
    return (texts[0] if len(texts) == 1 else f"[{','.join(texts)}]").encode()


async def create_for_graphql(account_id: str, _name: str, body: bytes) -> bytes:
    rows = list(map(row_from_graphql_item, decode_graphql(body).variables.input.deliveries))
    arguments = arguments_from_rows(rows, ids.take(len(rows)), "r")
    found = await database.fetch(writes.CREATE_FOR_GRAPHQL, account_id, *arguments)
    deliveries = ",".join([row[0] for row in found])
    return f'{{"data":{{"createDeliveries":{{"deliveries":[{deliveries}],"violations":[]}}}}}}'.encode()


async def update(account_id: str, _name: str, body: bytes) -> bytes:
    items = decode_updates(body)
    names, notes = [each.scheduled_id for each in items], [each.delivery_notes for each in items]
    found = await database.fetch(writes.UPDATE, account_id, names, notes, "r")
    return f"[{','.join([row[0] for row in found])}]".encode()


async def copy(account_id: str, _name: str, _body: bytes) -> bytes:
    await database.run(lambda connection: copy_batch(connection, batch(), account_id, ids.take(LARGE_BATCH)))
    return b"{}"


HANDLERS: Final[dict[str, Handler]] = {
    "delivery": show_one,
    "page": show_page,
    "page-with-events": show_page_with_events,
    "settings": show_settings,
    "create": create,
    "create-for-graphql": create_for_graphql,
    "update": update,
    "copy": copy,
}


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer `/OPERATION` and `/OPERATION/ID`."""
    if scope["type"] == "lifespan":
        await _start(receive, send)
        return
    _, operation, *name = scope["path"].split("/")
    account_id = _account(scope["headers"])
    if account_id is None:
        await _answer(send, 401, b"{}")
        return
    body = await _read_body(receive) if scope["method"] == "POST" else b""
    await _answer(send, 200, await HANDLERS[operation](account_id, name[0] if name else "", body))


def _account(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    for name, value in headers:
        if name == b"token":
            account_id, until = identities.get(sha256(value).digest(), (None, 0.0))
            return account_id if until > time() else None
    return None


async def _read_body(receive: Receive) -> bytes:
    message = await receive()
    if not message["more_body"]:
        whole: bytes = message["body"]
        return whole
    parts = [message["body"]]
    while message["more_body"]:
        message = await receive()
        parts.append(message["body"])
    return b"".join(parts)


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _start(receive: Receive, send: Send) -> None:
    await receive()
    await database.open(os.environ["DATABASE_URL"])
    for digest, account_id, expires_at in await database.fetch(TOKENS):
        until = NEVER if expires_at is None else expires_at.timestamp()
        identities[bytes.fromhex(digest)] = (account_id, until)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
