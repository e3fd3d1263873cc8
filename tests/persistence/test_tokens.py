"""Tokens that are created and revoked at the same time, and demo tokens."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.errors import NotAuthenticated, Refused
from domain.model.auth import ApiToken, Caller, Scope
from domain.rules.tokens import MOST_LIVE
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters, open_adapters
from tests.fakes import caller
from tests.persistence.conftest import Observer

ALL = frozenset(Scope)
NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
AT_ONCE = 12
ROUNDS = 20
TOKEN = ApiToken("5aba00dcafe9af1843c294b7", "account", "demo", "ab" * 32, ALL, NOW, demo=True)

LIVE = "SELECT count(*) FROM api_token WHERE account_id = 'account' AND revoked_at IS NULL"
ORPHANS = """
    SELECT count(*) FROM api_token AS child JOIN api_token AS maker ON maker.id = child.made_by
    WHERE child.revoked_at IS NULL AND maker.revoked_at IS NOT NULL
"""
WITHOUT_EVENT = """
    SELECT count(*) FROM api_token WHERE revoked_at IS NOT NULL AND 1 <> (
        SELECT count(*) FROM event WHERE event.account_id = api_token.account_id
        AND subject = 'token' AND subject_id = api_token.id AND event_type = 'updated')
"""


def caller_by(token: ApiToken) -> Caller:
    """Return the caller that is authenticated by the token."""
    who = caller()
    return replace(who, identity=replace(who.identity, token_id=token.id, actor=token.name))


async def count_done(works: Sequence[Awaitable[object]]) -> int:
    """Run the commands at once, and count those that are not refused."""
    found = await asyncio.gather(*works, return_exceptions=True)
    failed = [each for each in found if isinstance(each, BaseException)]
    assert all(isinstance(each, Refused | NotAuthenticated) for each in failed), failed
    return len(found) - len(failed)


async def test_of_tokens_made_at_once_under_one_name_one_is_made(
    usecases: UseCases, observer: Observer
) -> None:
    for number in range(5):
        name = f"till {number}"
        by_tokens = [usecases.tokens.create(caller(), name, ALL, None) for _ in range(AT_ONCE)]
        by_operator = [usecases.administration.add_token("account", name, ALL) for _ in range(AT_ONCE)]
        assert await count_done([*by_tokens, *by_operator]) == 1
    assert await observer.value(LIVE) == 5


async def test_tokens_made_at_once_are_not_more_than_an_account_may_have(
    usecases: UseCases, observer: Observer
) -> None:
    for number in range(MOST_LIVE - 4):
        await usecases.administration.add_token("account", f"till {number}", ALL)
    more = [usecases.tokens.create(caller(), f"more {number}", ALL, None) for number in range(AT_ONCE)]
    elsewhere = usecases.administration.add_token("another", "more 0", ALL)
    assert await count_done([*more, elsewhere]) == 4 + 1
    assert await observer.value(LIVE) == MOST_LIVE


async def test_no_token_outlives_the_one_that_made_it_however_close_the_two_commands(
    usecases: UseCases, observer: Observer
) -> None:
    for number in range(ROUNDS):
        root, _ = await usecases.administration.add_token("account", f"root {number}", ALL)
        child, _ = (await usecases.tokens.create(caller_by(root), f"child {number}", ALL, None)).answer
        makers = [caller_by(root), caller_by(child)] * 3
        making = [
            usecases.tokens.create(maker, f"{number}.{place}", ALL, None)
            for place, maker in enumerate(makers)
        ]
        ending = usecases.administration.revoke_token("account", root.id)
        await count_done([*making[:3], ending, *making[3:]])
    assert await observer.value(LIVE) == 0
    assert await observer.value(ORPHANS) == 0
    assert await observer.value(WITHOUT_EVENT) == 0


async def test_a_revocation_at_once_with_the_child_s_own_leaves_one_event_of_each(
    usecases: UseCases, observer: Observer
) -> None:
    root, _ = await usecases.administration.add_token("account", "root", ALL)
    child, _ = (await usecases.tokens.create(caller_by(root), "child", ALL, None)).answer
    assert (child.made_by, child.demo) == (root.id, False)
    await count_done([usecases.tokens.revoke(caller(), each.id) for each in (root, child, root, child)])
    assert await observer.value(LIVE) == 0
    assert await observer.value(WITHOUT_EVENT) == 0


async def test_a_token_can_be_made_while_a_sweep_is(usecases: UseCases, observer: Observer) -> None:
    """Creating a token locks the row of its account, on which planning a sweep takes a shared lock."""
    await observer.connection.execute("BEGIN")
    await observer.connection.execute("SELECT FROM account WHERE id = 'account' FOR KEY SHARE")
    await usecases.administration.add_token("account", "till", ALL)
    await observer.connection.execute("ROLLBACK")


async def test_a_demo_token_stands_for_nobody_unless_the_demo_is_served(
    store: PostgresAdapters, database: str
) -> None:
    await store.accounts.add_token(TOKEN)
    async with open_adapters(database, pool_size=1, serves_demo=True) as demo:
        for accounts, good in ((store.accounts, False), (demo.accounts, True)):
            assert (await accounts.identify(TOKEN.hash, NOW) is not None) == good
            assert (await accounts.identify_client("account", TOKEN.id, NOW) is not None) == good


async def test_a_database_has_demo_tokens_while_one_of_them_is_good(store: PostgresAdapters) -> None:
    ordinary = replace(TOKEN, id="f" * 24, hash="cd" * 32, demo=False)
    await store.accounts.add_token(ordinary)
    assert not await store.accounts.has_demo_tokens(NOW)
    await store.accounts.add_token(replace(TOKEN, expires_at=NOW + timedelta(days=1)))
    assert await store.accounts.has_demo_tokens(NOW)
    assert not await store.accounts.has_demo_tokens(NOW + timedelta(days=1))
