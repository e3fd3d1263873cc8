from datetime import UTC, datetime, timedelta

import pytest

from domain.model.auth import CachedIdentity, Identity, Scope

NOON = datetime(2018, 3, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TILL = Identity("bakery", "till", frozenset(Scope), "token-1")


def fresh_seconds(cached: CachedIdentity) -> list[int]:
    return [seconds for seconds in range(-2, 8) if cached.is_fresh(NOON + seconds * SECOND)]


@pytest.mark.parametrize("identity", [TILL, None])
def test_an_identity_is_fresh_for_three_seconds_whether_the_token_was_good(identity: Identity | None) -> None:
    assert fresh_seconds(CachedIdentity(identity, NOON)) == [0, 1, 2]


def test_an_identity_is_stale_when_its_token_expires() -> None:
    assert fresh_seconds(CachedIdentity(TILL.narrow(TILL.scopes, NOON + 2 * SECOND), NOON)) == [0, 1]
