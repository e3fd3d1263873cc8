import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from api.system.token_cache import ProcessTokenCache
from domain.errors import Unavailable
from domain.model.auth import Identity, Scope

NOON = datetime(2018, 3, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TILL = Identity("bakery", "till", frozenset(Scope), "token-1")


@dataclass
class SlowAccounts:
    """Counts the look-ups; each ends when `known` is set."""

    identity: Identity | None = TILL
    looked_up: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    known: asyncio.Event = field(default_factory=asyncio.Event)

    async def look_up(self) -> Identity | None:
        self.looked_up += 1
        self.begun.set()
        await self.known.wait()
        return self.identity


@pytest.fixture
def accounts() -> SlowAccounts:
    accounts = SlowAccounts()
    accounts.known.set()
    return accounts


@pytest.mark.parametrize("identity", [TILL, None])
async def test_a_token_is_looked_up_again_once_its_entry_is_stale(
    accounts: SlowAccounts, identity: Identity | None
) -> None:
    accounts.identity = identity
    cache = ProcessTokenCache()
    counts = []
    for seconds in (0, 1, 2, 3, 5, 6):
        assert await cache.get_or_load("a", NOON + seconds * SECOND, accounts.look_up) == identity
        counts.append(accounts.looked_up)
    assert counts == [1, 1, 1, 2, 2, 3]


async def test_each_token_has_an_entry_of_its_own(accounts: SlowAccounts) -> None:
    cache = ProcessTokenCache()
    for token_hash in ("a", "b", "a", "b"):
        await cache.get_or_load(token_hash, NOON, accounts.look_up)
    assert accounts.looked_up == 2


async def test_of_too_many_entries_the_oldest_is_forgotten(accounts: SlowAccounts) -> None:
    cache = ProcessTokenCache(most=2)
    for token_hash, now in (("a", NOON), ("b", NOON), ("a", NOON + 4 * SECOND), ("c", NOON)):
        await cache.get_or_load(token_hash, now, accounts.look_up)
    before = accounts.looked_up
    await cache.get_or_load("a", NOON + 4 * SECOND, accounts.look_up)
    await cache.get_or_load("c", NOON, accounts.look_up)
    assert accounts.looked_up == before
    await cache.get_or_load("b", NOON, accounts.look_up)
    assert accounts.looked_up == before + 1


async def test_callers_of_one_moment_share_a_look_up_though_the_first_goes_away() -> None:
    cache, accounts = ProcessTokenCache(), SlowAccounts()
    first, *others = [asyncio.create_task(cache.get_or_load("a", NOON, accounts.look_up)) for _ in range(3)]
    await accounts.begun.wait()
    first.cancel()
    accounts.known.set()
    assert await asyncio.gather(*others) == [TILL] * 2
    assert accounts.looked_up == 1


async def test_a_look_up_that_fails_is_not_remembered(accounts: SlowAccounts) -> None:
    async def fail() -> Identity | None:
        raise Unavailable

    cache = ProcessTokenCache()
    with pytest.raises(Unavailable):
        await cache.get_or_load("a", NOON, fail)
    assert await cache.get_or_load("a", NOON, accounts.look_up) == TILL
