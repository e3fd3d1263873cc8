"""Two workers on one listener, subscribers at each, and changes through both doors."""

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
from tests.api.live.readers import two_readers
from tests.api.live.workers import on_linux, served_by_two, standing_still
from tests.persistence.embedded.processes import is_running, postmaster, until
from tests.soak.calls import Outcome

pytestmark = on_linux


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as entered:
        yield entered


@pytest.mark.usefixtures("usecases")
async def test_followers_of_a_killed_worker_go_on_at_another(database: str, stack: AsyncExitStack) -> None:
    """What it had committed but not announced is told too, and its successor serves whoever comes."""
    url, doomed, spared = await stack.enter_async_context(served_by_two(database))
    clerk = await stack.enter_async_context(clerk_at(url))
    with standing_still(spared):
        cut = await two_readers(url, stack)
    with standing_still(doomed):
        undisturbed = await two_readers(url, stack)
    noting = asyncio.create_task(clerk.note(range(40)))
    for reader in cut:
        await reader.read(10)
    os.kill(doomed, signal.SIGKILL)
    for reader in cut:
        await reader.read_to_the_cut()
        await reader.connect()
    await noting
    with standing_still(spared):
        late = await two_readers(url, stack)
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
    url, one, other = await stack.enter_async_context(served_by_two(dsn))
    clerk = await stack.enter_async_context(clerk_at(url))
    with standing_still(one):
        staying = await two_readers(url, stack)
    with standing_still(other):
        leaving = await two_readers(url, stack)
    noting = asyncio.create_task(clerk.note(range(40)))
    for reader in (*staying, *leaving):
        await reader.read(10)
    with outage(folder):
        for reader in leaving:
            await reader.leave()
        refused = [await clerk.over_graphql(40), await clerk.over_rest(41)]  # by then the feeds gave up too
        assert [each.outcome for each in refused] == [Outcome.UNAVAILABLE] * 2
    await noting
    for reader in leaving:
        await reader.connect()
    await clerk.note(range(40, 45))
    for reader in (*staying, *leaving):
        await reader.read(46)
        reader.assert_noted(range(45))


@contextmanager
def outage(folder: Path) -> Iterator[None]:
    """A fast shutdown, and nobody who starts the server again before the block ends."""
    with holding(folder / "start.lock"):
        os.kill(postmaster(folder), signal.SIGINT)
        until(lambda: not is_running(folder))
        yield
