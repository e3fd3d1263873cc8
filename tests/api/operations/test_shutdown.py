"""Requests in flight at shutdown are still answered."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from tests.api.cli.conftest import Served, serving
from tests.api.live.followers import BEGINNING, CHANGED, TIMEOUT, socket_to, stream_from

DEMO = {"Token": "demo"}
ITEM = {
    "recipient_name": "Test user",
    "delivery_date": "2018-04-04T21:00:00.000Z",
    "pickup_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"},
    "delivery_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 57"},
}
FOLLOW = {"query": CHANGED, "variables": {"after": BEGINNING}}
Client = Callable[[httpx.AsyncClient], Awaitable[int]]


async def until_refused(client: Client, url: str) -> int:
    """How many answers a client gets before the listener is closed; any other end is an error."""
    answered = 0
    async with httpx.AsyncClient(base_url=url, headers=DEMO, timeout=60) as http:
        while True:
            try:
                answered += await client(http)
            except httpx.ConnectError:
                return answered


async def write_by_a_new_connection(http: httpx.AsyncClient) -> int:
    answer = await http.post("/v1.3/scheduled/create", headers={"Connection": "close"}, json=[ITEM])
    assert answer.status_code == 201
    return 1


async def read_on_one_connection(http: httpx.AsyncClient) -> int:
    answer = await http.get("/v1/settings/config")
    assert answer.status_code == 200
    return 1


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_sigterm_in_the_middle_of_requests_resets_no_connection(database: str, workers: str) -> None:
    with serving("--demo", "--workers", workers, DATABASE_URL=database) as served:
        clients = [
            asyncio.create_task(until_refused(client, served.url))
            for client in (write_by_a_new_connection, read_on_one_connection)
            for _ in range(4)
        ]
        while await count(database) < PRESENT + 20:
            pass
        ended = await asyncio.to_thread(served.stop, signal.SIGTERM)
        answered = await asyncio.gather(*clients)
    assert min(answered) > 0
    assert ended.code == 0
    lines = list(read_log(ended.err))
    assert {line["status"] for line in lines} <= {200, 201, 401}  # 401 to the probe without a token
    assert len(lines) >= sum(answered)
    assert await count(database) == sum(answered[:4]) + PRESENT


async def test_a_request_that_waits_for_a_lock_is_finished_first(database: str) -> None:
    with serving("--demo", DATABASE_URL=database) as served:
        connection = await asyncpg.connect(database)
        await connection.execute("BEGIN")
        await connection.execute("LOCK TABLE delivery")
        request = asyncio.create_task(until_refused(write_by_a_new_connection, served.url))
        while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass
        ending = asyncio.create_task(asyncio.to_thread(served.stop, signal.SIGTERM))
        await no_longer_listening(served)
        await connection.execute("COMMIT")
        await connection.close()
        assert await request == 1
        assert (await ending).code == 0


def read_log(text: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of a log but for those about the machine, which may be busy."""
    lines = map(json.loads, text.splitlines())
    return (line for line in lines if line.get("logger") != "api.operations.loop_watch")


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_subscriptions_end_at_once_and_go_on_at_another_gateway(database: str, workers: str) -> None:
    """The log has nothing but requests, so no task had to be cancelled because its 10 s were over."""
    async with AsyncExitStack() as stack:
        one = stack.enter_context(serving("--demo", "--workers", workers, DATABASE_URL=database))
        other = stack.enter_context(serving("--demo", DATABASE_URL=database))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=other.url, headers=DEMO))
        socket = await stack.enter_async_context(socket_to(one.url))
        follower = await socket.follow(after=BEGINNING)
        lines = (await stack.enter_async_context(open_subscription(http, one.url))).aiter_lines()
        await write_by_a_new_connection(http)
        seen = (await follower.change())["eventId"]
        assert [await anext(lines), await anext(lines)] == ["event: next", f"id: {seen}"]
        ended = await asyncio.to_thread(one.stop, signal.SIGTERM)
        await asyncio.wait_for(socket.connection.wait_closed(), TIMEOUT)
        assert "event: complete" not in [line async for line in lines]
        resumed = await stack.enter_async_context(stream_from(other.url, last_event_id=seen))
        assert int((await resumed.change())["eventId"]) == int(seen) + 1
    assert (ended.code, socket.connection.close_code) == (0, 1001)
    assert all("status" in line for line in read_log(ended.err))


def open_subscription(http: httpx.AsyncClient, url: str) -> AbstractAsyncContextManager[httpx.Response]:
    """Whose body may end, but not be cut off."""
    headers = {"Accept": "text/event-stream"}
    return http.stream("POST", f"{url}/graphql", headers=headers, json=FOLLOW, timeout=TIMEOUT)


async def test_the_embedded_server_is_stopped_after_the_last_answer(tmp_path: Path) -> None:
    with serving("--demo", GATEWAY_DATA_DIR=str(tmp_path)) as served:
        clients = [
            asyncio.create_task(until_refused(write_by_a_new_connection, served.url)) for _ in range(4)
        ]
        async with httpx.AsyncClient(base_url=served.url, headers=DEMO, timeout=60) as http:
            await write_by_a_new_connection(http)
        ended = await asyncio.to_thread(served.stop, signal.SIGTERM)
        assert min(await asyncio.gather(*clients)) > 0
    assert ended.code == 0
    assert not running_in(tmp_path)


def test_workers_do_not_outlive_whoever_started_them(database: str) -> None:
    with serving("--workers", "2", DATABASE_URL=database) as served:
        served.stop(signal.SIGKILL)  # returns when the last process has closed its output
        with pytest.raises(httpx.ConnectError):
            httpx.get(served.url)


def running_in(folder: Path) -> list[Path]:
    return list(folder.glob("**/postmaster.pid"))


PRESENT = 14  # deliveries of the demo


async def count(database: str) -> int:
    connection = await asyncpg.connect(database)
    number: int = await connection.fetchval("SELECT count(*) FROM delivery")
    await connection.close()
    return number


async def no_longer_listening(served: Served) -> None:
    address = urlsplit(served.url)
    while True:
        try:
            _, writer = await asyncio.open_connection(address.hostname, address.port)
        except ConnectionRefusedError:
            return
        writer.close()
