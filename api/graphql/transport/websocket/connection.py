"""One connection of `graphql-transport-ws`: its initialisation and its running operations."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from http.client import SERVICE_UNAVAILABLE
from typing import Any, NamedTuple

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from api.graphql.transport.errors import internal_error
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import from_mapping
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.refusals import HttpRefusal, Refusal, bad_request
from api.graphql.transport.request_notes import request_id_of

MakeSocketContext = Callable[[WebSocket, Mapping[str, Any]], Awaitable[Any]]


class ProtocolViolation(Exception):
    """A violation of the protocol, which closes the connection with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class ClientMessage(NamedTuple):
    """A message of the client, and its size in bytes."""

    content: dict[str, Any]
    size: int


class Connection:
    """Answers a client's messages; `running` has its operations by the client's ids."""

    def __init__(self, socket: WebSocket, pipeline: Pipeline, make_context: MakeSocketContext) -> None:
        self.socket = socket
        self.pipeline = pipeline
        self.make_context = make_context
        self.init_payload: Mapping[str, Any] | None = None
        self.running: dict[str, asyncio.Task[None]] = {}

    @property
    def options(self) -> Options:
        return self.pipeline.options

    async def serve(self) -> None:
        """Answer messages until the client leaves; raises `ProtocolViolation`."""
        deadline = asyncio.get_running_loop().time() + self.options.init_within
        while self.init_payload is None:
            await self._answer(await self._receive_by(deadline))
        while True:
            await self._answer(await self._receive())

    async def end(self) -> None:
        """Cancel the running operations."""
        tasks = list(self.running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive_by(self, deadline: float) -> ClientMessage:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._receive()
        except TimeoutError:
            raise ProtocolViolation(4408, "Connection initialisation timeout") from None

    async def _receive(self) -> ClientMessage:
        text = ""
        try:
            text = await self.socket.receive_text()
            message = msgspec.json.decode(text) if len(text) <= self.options.limits.body else None
        except (
            KeyError,
            TypeError,
            ValueError,
            RecursionError,
        ):  # a binary frame, or malformed JSON
            message = None
        if not isinstance(message, dict):
            raise ProtocolViolation(4400, "Invalid message received")
        return ClientMessage(message, len(text))

    async def _answer(self, received: ClientMessage) -> None:
        message = received.content
        match message:
            case {"type": "connection_init"}:
                await self._initialise(message.get("payload"))
            case {"type": "ping"}:
                await self._send({"type": "pong"})
            case {"type": "pong"}:
                pass
            case {"type": "subscribe", "id": str(name)} if name:
                await self._subscribe(name, message.get("payload"), received.size)
            case {"type": "complete", "id": str(name)}:
                if task := self.running.pop(name, None):
                    task.cancel()
            case {"id": str(name)} if name:
                await self._refuse(name, bad_request("There is no such type of message."))
            case _:
                raise ProtocolViolation(4400, "Invalid message received")

    async def _initialise(self, payload: object) -> None:
        if self.init_payload is not None:
            raise ProtocolViolation(4429, "Too many initialisation requests")
        self.init_payload = payload if isinstance(payload, dict) else {}
        try:
            await self.make_context(self.socket, self.init_payload)
        except Refusal as refused:
            later = isinstance(refused, HttpRefusal) and refused.status == SERVICE_UNAVAILABLE
            raise (
                ProtocolViolation(1013, "Try again later") if later else ProtocolViolation(4403, "Forbidden")
            ) from None
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, name: str, payload: object, size: int) -> None:
        if self.init_payload is None:
            raise ProtocolViolation(4401, "Unauthorized")
        if name in self.running:
            raise ProtocolViolation(4409, f"Subscriber for {name[:80]} already exists")
        if len(self.running) >= self.options.operations_per_socket:
            await self._refuse(name, bad_request("Too many operations run on this connection."))
            return
        self.running[name] = asyncio.create_task(self._run(name, payload, size, self.init_payload))

    async def _run(self, name: str, payload: object, size: int, init_payload: Mapping[str, Any]) -> None:
        """Run one operation; its errors do not affect the others."""
        request_id = request_id_of(self.socket.scope)
        try:
            await self._stream(name, payload, size, init_payload, request_id)
        except Refusal as refused:
            await self._refuse(name, refused)
        except Exception as error:  # noqa: BLE001 - an unexpected error is masked
            await self._refuse(name, internal_error(error, request_id))
        finally:
            if self.running.get(name) is asyncio.current_task():
                del self.running[name]

    async def _stream(
        self, name: str, payload: object, size: int, init_payload: Mapping[str, Any], request_id: str
    ) -> None:
        if not isinstance(payload, dict):
            raise bad_request("The payload must be an object.")
        context = await self.make_context(self.socket, init_payload)
        charge = self.pipeline.begin(context)
        parameters = from_mapping(payload, size)
        prepared = self.pipeline.prepare(parameters, charge)
        admitted = await self.pipeline.admit(prepared, parameters, context, charge, request_id)
        head = f'{{"id":{msgspec.json.encode(name).decode()},"type":"next","payload":'
        async with aclosing(self.pipeline.stream(admitted)) as payloads:
            async for each in payloads:
                await self._send_text(f"{head}{each.text}}}")
        self.running.pop(name, None)
        await self._send({"id": name, "type": "complete"})

    async def _refuse(self, name: str, refused: Refusal) -> None:
        self.running.pop(name, None)
        await self._send({"id": name, "type": "error", "payload": refused.errors})

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self._send_text(msgspec.json.encode(message).decode())

    async def _send_text(self, text: str) -> None:
        """Send a message, at the client's pace; `serve` notices a client that has left."""
        with suppress(WebSocketDisconnect, WebSocketDisconnected):
            await self.socket.send_text(text)
