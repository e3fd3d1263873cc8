"""Accounts and their tokens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.system.clock import SystemClock
from api.system.secrets import RandomSecrets
from domain.model.auth import Account, ApiToken, Identity, Scope
from domain.model.events import Change, EventType
from domain.ports import UnitOfWork
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.errors import AccountExists, TokenExists, UnknownAccount
from tests.fakes import caller, open_settings
from tests.persistence.conftest import Observer

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
TOKEN = ApiToken(
    "5aba00dcafe9af1843c294b7", "account", "till", "ab" * 32, frozenset({Scope.DELIVERIES_READ}), NOW
)
LAST_USE = "SELECT last_used_at FROM api_token"


async def test_accounts_are_listed_oldest_first(store: PostgresAdapters) -> None:
    demo = Account("demo-2", "Demo", datetime(2017, 1, 1, tzinfo=UTC))
    await store.accounts.add(demo, open_settings())
    assert [each.id for each in await store.accounts.all()] == ["demo-2", "account", "another"]
    assert (await store.accounts.all())[0] == demo


async def test_an_account_is_added_once_with_its_settings(
    store: PostgresAdapters, usecases: UseCases
) -> None:
    with pytest.raises(AccountExists):
        await store.accounts.add(Account("account", "Other", NOW), replace(open_settings(), country="SE"))
    assert await store.reader.settings("account") == open_settings()
    made = await usecases.administration.add_account("Third", open_settings())
    assert await store.reader.settings(made.id) == open_settings()


async def test_a_token_stands_for_its_account(store: PostgresAdapters) -> None:
    await store.accounts.add_token(TOKEN)
    expected = Identity("account", "till", TOKEN.scopes, TOKEN.id)
    assert await store.accounts.identify(TOKEN.hash, NOW) == expected
    assert await store.accounts.identify("cd" * 32, NOW) is None
    assert await store.accounts.identify_client("account", TOKEN.id, NOW) == expected
    assert await store.accounts.identify_client("another", TOKEN.id, NOW) is None
    assert await store.accounts.tokens("account") == [replace(TOKEN, last_used_at=NOW)]


async def test_a_token_is_good_until_it_expires(store: PostgresAdapters) -> None:
    await store.accounts.add_token(replace(TOKEN, expires_at=NOW))
    known = await store.accounts.identify(TOKEN.hash, NOW - timedelta(microseconds=1))
    assert known is not None
    assert known.expires_at == NOW
    assert await store.accounts.identify(TOKEN.hash, NOW) is None
    assert await store.accounts.identify_client("account", TOKEN.id, NOW) is None


async def test_a_token_is_good_until_it_is_revoked(store: PostgresAdapters) -> None:
    await store.accounts.add_token(TOKEN)
    revoked = replace(TOKEN, revoked_at=NOW)

    async def revoke(unit: UnitOfWork) -> None:
        await unit.tokens.save([Change(TOKEN, revoked, EventType.UPDATED)])

    await store.ledger.run(caller(), NOW, revoke)
    assert await store.accounts.identify(TOKEN.hash, NOW) is None
    assert await store.accounts.identify_client("account", TOKEN.id, NOW) is None
    assert await store.accounts.tokens("account") == [revoked]
    assert await store.accounts.tokens_by_id("account", [TOKEN.id, "f" * 24]) == {TOKEN.id: revoked}
    assert await store.accounts.tokens_by_id("another", [TOKEN.id]) == {}


async def test_a_token_needs_an_account_and_is_added_once(store: PostgresAdapters) -> None:
    with pytest.raises(UnknownAccount):
        await store.accounts.add_token(replace(TOKEN, account_id="nobody"))
    await store.accounts.add_token(TOKEN)
    with pytest.raises(TokenExists):
        await store.accounts.add_token(replace(TOKEN, account_id="another"))
    assert await store.accounts.tokens("another") == []


async def test_the_last_use_is_written_once_a_minute(store: PostgresAdapters, observer: Observer) -> None:
    await store.accounts.add_token(TOKEN)
    for seconds, written in ((0, 0), (59, 0), (60, 0), (61, 61), (100, 61), (200, 200)):
        await store.accounts.identify(TOKEN.hash, NOW + timedelta(seconds=seconds))
        assert await observer.value(LAST_USE) == NOW + timedelta(seconds=written)


async def test_an_access_token_is_a_use_of_its_token(store: PostgresAdapters, observer: Observer) -> None:
    await store.accounts.add_token(TOKEN)
    await store.accounts.identify_client("account", TOKEN.id, NOW)
    assert await observer.value(LAST_USE) == NOW


def test_a_new_token_is_long_and_never_the_same() -> None:
    secrets = RandomSecrets()
    first, second = secrets.token(), secrets.token()
    assert first != second
    assert first.startswith("dg_live_")
    assert len(first) >= len("dg_live_") + 256 / 6


def test_the_clock_tells_the_time_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    assert SystemClock().now() <= SystemClock().now()
