import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.model.caller import Identity, Scope
from domain.usecases.verdicts import Verdict, Verdicts

NOON = datetime(2018, 3, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TILL = Identity("bakery", "till", frozenset(Scope), ZoneInfo("UTC"), "DK", "token-1")


@pytest.mark.parametrize("identity", [TILL, None])
def test_a_verdict_good_or_bad_is_believed_for_three_seconds(identity: Identity | None) -> None:
    verdict = Verdict(identity, NOON)
    assert [seconds for seconds in range(-2, 8) if verdict.holds(NOON + seconds * SECOND)] == [0, 1, 2]


def test_a_verdict_ends_with_its_token() -> None:
    verdict = Verdict(TILL.narrowed(TILL.scopes, NOON + 2 * SECOND), NOON)
    assert [seconds for seconds in range(-2, 8) if verdict.holds(NOON + seconds * SECOND)] == [0, 1]


def test_a_verdict_is_known_by_its_own_hash_while_it_holds() -> None:
    verdicts = Verdicts()
    verdicts.keep("a", Verdict(TILL, NOON))
    assert verdicts.known("a", NOON) == Verdict(TILL, NOON)
    assert verdicts.known("b", NOON) is None
    assert verdicts.known("a", NOON + 5 * SECOND) is None


def test_of_too_many_verdicts_the_oldest_are_forgotten() -> None:
    verdicts = Verdicts(most=2)
    for token_hash in ("a", "b", "a", "c"):
        verdicts.keep(token_hash, Verdict(None, NOON))
    assert [each for each in "abc" if verdicts.known(each, NOON)] == ["a", "c"]


async def test_who_asks_while_somebody_is_judged_waits_for_the_same_verdict() -> None:
    verdicts, begun, known, judged = Verdicts(), asyncio.Event(), asyncio.Event(), 0

    async def judge() -> Verdict:
        nonlocal judged
        judged += 1
        begun.set()
        await known.wait()
        return Verdict(TILL, NOON)

    first, *others = [asyncio.create_task(verdicts.awaited("a", judge)) for _ in range(3)]
    await begun.wait()
    first.cancel()
    known.set()
    assert await asyncio.gather(*others) == [Verdict(TILL, NOON)] * 2
    assert await verdicts.awaited("a", judge) == Verdict(TILL, NOON)
    assert judged == 2
