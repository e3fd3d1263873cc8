"""Two workers on one listener, subscribers at each, and changes through both channels."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from persistence.embedded.locks import holding
from tests.api.live.clerk import clerk_at
from tests.api.live.conftest import demo_usecases
from tests.api.live.resuming_clients import connect_two_clients
from tests.api.live.worker_processes import on_linux, pause_worker, serve_by_two_workers
from tests.persistence.embedded.processes import is_running, postmaster, until
from tests.soak.calls import CallOutcome

pytestmark = on_linux


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as entered:
        yield entered


@pytest.mark.usefixtures("usecases")
async def test_followers_of_a_killed_worker_go_on_at_another(database: str, stack: AsyncExitStack) -> None:
    """Changes that it had committed but not published are received too, and its successor serves requests."""
    url, doomed, spared = await stack.enter_async_context(serve_by_two_workers(database))
    clerk = await stack.enter_async_context(clerk_at(url))
    with pause_worker(spared):
        cut = await connect_two_clients(url, stack)
    with pause_worker(doomed):
        undisturbed = await connect_two_clients(url, stack)
    noting = asyncio.create_task(clerk.note(range(40)))
    for reader in cut:
        await reader.read(10)
    os.kill(doomed, signal.SIGKILL)
    for reader in cut:
        await reader.read_rest()
        await reader.connect()
    await noting
    with pause_worker(spared):
        late = await connect_two_clients(url, stack)
    await clerk.note([40])
    for reader in (*cut, *undisturbed, *late):
        await reader.read(42)
        reader.assert_noted(range(41))


async def test_followers_of_two_workers_miss_nothing_of_a_restart_of_postgres(
    own_server: tuple[str, Path], stack: AsyncExitStack
) -> None:
    """Some need not even notice; others leave in the middle of it and come back afterwards."""
    dsn, folder = own_server
    await stack.enter_async_context(demo_usecases(dsn))
    url, one, other = await stack.enter_async_context(serve_by_two_workers(dsn))
    clerk = await stack.enter_async_context(clerk_at(url))
    with pause_worker(one):
        staying = await connect_two_clients(url, stack)
    with pause_worker(other):
        leaving = await connect_two_clients(url, stack)
    noting = asyncio.create_task(clerk.note(range(40)))
    for reader in (*staying, *leaving):
        await reader.read(10)
    with outage(folder):
        for reader in leaving:
            await reader.leave()
        refused = [await clerk.over_graphql(40), await clerk.over_rest(41)]  # by then the feeds gave up too
        assert [each.outcome for each in refused] == [CallOutcome.UNAVAILABLE] * 2
    await noting
    for reader in leaving:
        await reader.connect()
    await clerk.note(range(40, 45))
    for reader in (*staying, *leaving):
        await reader.read(46)
        reader.assert_noted(range(45))


@contextmanager
def outage(folder: Path) -> Iterator[None]:
    """Shut Postgres down fast, and start it again only after the block."""
    with holding(folder / "start.lock"):
        os.kill(postmaster(folder), signal.SIGINT)
        until(lambda: not is_running(folder))
        yield
