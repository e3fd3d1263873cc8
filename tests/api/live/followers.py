"""Subscribers: one over WebSocket, one over server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError
from websockets.typing import Subprotocol

Json = dict[str, Any]
TIMEOUT = 30.0  # seconds
PROTOCOL = Subprotocol("graphql-transport-ws")
CHANGED = """subscription ($filter: DeliveryFilterInput, $after: String) {
  deliveryChanged(filter: $filter, after: $after) {
    eventId type at delivery { id reference notes state } changes { path before after }
  }
}"""
SWEPT = """subscription ($id: ID, $after: String) {
  sweepChanged(id: $id, after: $after) { eventId type sweep { id state } changes { path before after } }
}"""
DEMO = "demo"
BEGINNING = "0"  # the event id before the first


@dataclass
class Subscriber:
    """The results of one subscription so far, and `None` once it has ended or was cut off."""

    results: asyncio.Queue[Json | None] = field(default_factory=asyncio.Queue)

    async def result(self) -> Json:
        found = await asyncio.wait_for(self.results.get(), TIMEOUT)
        assert found is not None, "the subscription has ended"
        return found

    async def change(self) -> Json:
        """Return the next change; assert that it is not an error."""
        return _change(await self.result())

    async def changes(self, count: int) -> Sequence[Json]:
        return [await self.change() for _ in range(count)]

    async def rest(self) -> Sequence[Json]:
        """Return the changes until it was cut off."""
        received = []
        while (result := await asyncio.wait_for(self.results.get(), TIMEOUT)) is not None:
            received.append(_change(result))
        return received

    async def error(self) -> str:
        """Return the code of the error with which the subscription ends."""
        ((error,), ended) = (await self.result())["errors"], await self.end()
        assert ended
        code: str = error["extensions"]["code"]
        return code

    async def end(self) -> bool:
        return await asyncio.wait_for(self.results.get(), TIMEOUT) is None


def _change(result: Json) -> Json:
    assert "errors" not in result, result
    (change,) = result["data"].values()
    assert result["extensions"]["eventId"] == change["eventId"]
    return dict(change)


@dataclass
class Socket:
    """One connection with any number of subscriptions."""

    connection: ClientConnection
    followers: dict[str, Subscriber] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    async def say(self, **message: object) -> None:
        await self.connection.send(json.dumps(message))

    async def follow(self, document: str = CHANGED, **variables: object) -> Subscriber:
        name = str(len(self.followers))
        self.followers[name] = Subscriber()
        await self.say(type="subscribe", id=name, payload={"query": document, "variables": variables})
        return self.followers[name]

    async def listen(self) -> None:
        try:
            async for text in self.connection:
                self._hear(json.loads(text))
        except ConnectionClosedError:
            for follower in self.followers.values():
                follower.results.put_nowait(None)

    def _hear(self, message: Json) -> None:
        follower = self.followers.setdefault(message.get("id", ""), Subscriber())
        if message["type"] == "next":
            follower.results.put_nowait(message["payload"])
        elif message["type"] == "error":
            follower.results.put_nowait({"errors": message["payload"]})
            follower.results.put_nowait(None)
        elif message["type"] == "complete":
            follower.results.put_nowait(None)


@asynccontextmanager
async def connection_to(url: str, **options: Any) -> AsyncIterator[ClientConnection]:  # noqa: ANN401 - the client's own
    address = url.replace("http://", "ws://") + "/graphql"
    async with connect(address, subprotocols=[PROTOCOL], **options) as connection:
        yield connection


@asynccontextmanager
async def socket_to(url: str, token: str = DEMO, **options: Any) -> AsyncIterator[Socket]:  # noqa: ANN401 - as above
    async with connection_to(url, **options) as connection:
        socket = Socket(connection)
        await socket.say(type="connection_init", payload={"Authorization": f"Bearer {token}"})
        assert json.loads(await asyncio.wait_for(connection.recv(), TIMEOUT)) == {"type": "connection_ack"}
        listening = asyncio.create_task(socket.listen())
        try:
            yield socket
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


@asynccontextmanager
async def stream_from(
    url: str,
    token: str = DEMO,
    last_event_id: str | None = None,
    document: str = CHANGED,
    **variables: object,
) -> AsyncIterator[Subscriber]:
    """A subscription over server-sent events, for as long as the block."""
    follower = Subscriber()
    headers = {"Accept": "text/event-stream", "Token": token}
    if last_event_id is not None:
        headers["Last-Event-ID"] = last_event_id
    body = {"query": document, "variables": variables}

    async def listen() -> None:
        try:
            async with (
                httpx.AsyncClient(timeout=TIMEOUT) as http,
                http.stream("POST", f"{url}/graphql", json=body, headers=headers) as response,
            ):
                await _read(response, follower)
        except httpx.TransportError:
            follower.results.put_nowait(None)

    listening = asyncio.create_task(listen())
    try:
        yield follower
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _read(response: httpx.Response, follower: Subscriber) -> None:
    event: dict[str, str] = {}
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if line:
            event[name.removesuffix(":")] = value
        elif event.get("event") == "next":
            result = json.loads(event["data"])
            assert event.get("id") == result.get("extensions", {}).get("eventId")
            follower.results.put_nowait(result)
            event = {}
        elif event.get("event") == "complete":
            follower.results.put_nowait(None)
            event = {}
