import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.model.caller import Identity, Scope
from domain.usecases.token_cache import CachedIdentity, TokenCache

NOON = datetime(2018, 3, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TILL = Identity("bakery", "till", frozenset(Scope), ZoneInfo("UTC"), "DK", "token-1")


@pytest.mark.parametrize("identity", [TILL, None])
def test_a_verdict_good_or_bad_is_believed_for_three_seconds(identity: Identity | None) -> None:
    verdict = CachedIdentity(identity, NOON)
    assert [seconds for seconds in range(-2, 8) if verdict.is_fresh(NOON + seconds * SECOND)] == [0, 1, 2]


def test_a_verdict_ends_with_its_token() -> None:
    verdict = CachedIdentity(TILL.narrow(TILL.scopes, NOON + 2 * SECOND), NOON)
    assert [seconds for seconds in range(-2, 8) if verdict.is_fresh(NOON + seconds * SECOND)] == [0, 1]


def test_a_verdict_is_known_by_its_own_hash_while_it_holds() -> None:
    token_cache = TokenCache()
    token_cache.put("a", CachedIdentity(TILL, NOON))
    assert token_cache.get("a", NOON) == CachedIdentity(TILL, NOON)
    assert token_cache.get("b", NOON) is None
    assert token_cache.get("a", NOON + 5 * SECOND) is None


def test_of_too_many_verdicts_the_oldest_are_forgotten() -> None:
    token_cache = TokenCache(most=2)
    for token_hash in ("a", "b", "a", "c"):
        token_cache.put(token_hash, CachedIdentity(None, NOON))
    assert [each for each in "abc" if token_cache.get(each, NOON)] == ["a", "c"]


async def test_who_asks_while_somebody_is_judged_waits_for_the_same_verdict() -> None:
    token_cache, begun, known, judged = TokenCache(), asyncio.Event(), asyncio.Event(), 0

    async def judge() -> CachedIdentity:
        nonlocal judged
        judged += 1
        begun.set()
        await known.wait()
        return CachedIdentity(TILL, NOON)

    first, *others = [asyncio.create_task(token_cache.get_or_load("a", judge)) for _ in range(3)]
    await begun.wait()
    first.cancel()
    known.set()
    assert await asyncio.gather(*others) == [CachedIdentity(TILL, NOON)] * 2
    assert await token_cache.get_or_load("a", judge) == CachedIdentity(TILL, NOON)
    assert judged == 2
