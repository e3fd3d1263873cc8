"""A gateway that serves real HTTP inside a test."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from starlette.types import ASGIApp

from domain.usecases import UseCases

PUBLIC_URL = "http://gateway.test"


@dataclass(frozen=True)
class Gateway:
    """What a test needs of a running gateway: its address, a client for it and what stands behind it."""

    url: str
    http: httpx.AsyncClient
    usecases: UseCases


@asynccontextmanager
async def served(app: ASGIApp, usecases: UseCases) -> AsyncIterator[Gateway]:
    """Serve `app` on a free port of the loopback address."""
    # Named as TCP, or else asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            yield Gateway(url, http, usecases)
    finally:
        server.should_exit = True
        await serving
        listener.close()
