from datetime import timedelta

import pytest
from hypothesis import given

from domain.errors import NotAuthenticated
from domain.model.auth import Caller, Channel, Scope
from domain.usecases.access import token_hash
from tests.domain.strategies import wild_texts
from tests.fakes import World, open_settings
from tests.usecases.world import run


async def with_token(expires_in: timedelta | None = None) -> tuple[World, str, str]:
    """A world with one account, its token's text and its token's id."""
    world = World()
    office = world.usecases.administration
    await office.add_account("Bakery", open_settings(), "bakery")
    expires_at = None if expires_in is None else world.clock.now() + expires_in
    record, text = await office.add_token("bakery", "till", frozenset({Scope.DELIVERIES_READ}), expires_at)
    return world, text, record.id


async def turned_away(world: World, token: str | None) -> NotAuthenticated:
    with pytest.raises(NotAuthenticated) as caught:
        await world.usecases.access.authenticate(token, Channel.REST, "request-7")
    return caught.value


async def let_in(world: World, token: str) -> Caller:
    return await world.usecases.access.authenticate(token, Channel.REST, "request-7")


async def test_a_token_stands_for_its_account_and_scopes() -> None:
    world, token, _ = await with_token()
    who = await let_in(world, token)
    assert (who.account_id, who.identity.actor, who.channel, who.request_id) == (
        "bakery",
        "till",
        Channel.REST,
        "request-7",
    )
    assert who.identity.scopes == {Scope.DELIVERIES_READ}


@pytest.mark.parametrize("token", [None, ""])
async def test_no_token_is_told_from_an_unknown_one(token: str | None) -> None:
    world, _, _ = await with_token()
    assert not (await turned_away(world, token)).token_given
    assert (await turned_away(world, "unknown")).token_given


async def test_a_revoked_token_is_as_good_as_unknown() -> None:
    world, token, token_id = await with_token()
    assert await world.usecases.administration.revoke_token("bakery", token_id)
    assert str(await turned_away(world, token)) == str(await turned_away(world, "unknown"))


async def test_a_revocation_acts_within_five_seconds() -> None:
    world, token, token_id = await with_token()
    await let_in(world, token)
    await world.usecases.administration.revoke_token("bakery", token_id)
    world.clock.instant += timedelta(seconds=5)
    assert (await turned_away(world, token)).token_given


async def test_within_three_seconds_nobody_is_looked_up_twice() -> None:
    world, token, _ = await with_token()
    for _ in range(3):
        await let_in(world, token)
        await turned_away(world, "unknown")
    assert world.accounts.asked == 2


async def test_an_expired_token_is_as_good_as_unknown_at_once() -> None:
    world, token, _ = await with_token(timedelta(seconds=3))
    await let_in(world, token)
    world.clock.instant += timedelta(seconds=3)
    assert (await turned_away(world, token)).token_given


@given(wild_texts)
def test_any_text_can_be_tried_as_a_token(text: str) -> None:
    async def story() -> None:
        world, _, _ = await with_token()
        assert (await turned_away(world, text)).token_given == bool(text)

    run(story())


@given(wild_texts, wild_texts)
def test_hashes_are_equal_exactly_for_equal_tokens(one: str, other: str) -> None:
    assert (token_hash(one) == token_hash(other)) == (one == other)
    assert len(token_hash(one)) == 64
