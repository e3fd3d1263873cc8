"""What an account does about its own tokens, settings and stores."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Code, NotAuthenticated, Refused
from domain.model.caller import Door, Scope
from domain.model.location import Finding
from domain.model.settings import Settings
from domain.usecases.verdicts import BELIEVED
from tests.fakes import World, open_settings
from tests.usecases.stories import MERCHANT, STRANGER, form, two_accounts

SHOP = {"name": "Shop", "zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
READ = frozenset({Scope.DELIVERIES_READ})


async def paths(work: Coroutine[object, object, object]) -> list[str]:
    """The fields that it is refused for."""
    with pytest.raises(Refused) as caught:
        await work
    assert {each.code for each in caught.value.violations} == {Code.MALFORMED_REQUEST}
    return [each.path for each in caught.value.violations]


async def test_a_token_is_good_until_it_expires_or_is_revoked() -> None:
    world = World()
    access, tokens = world.usecases.access, world.usecases.tokens
    end = world.clock.instant + timedelta(hours=1)
    record, secret = await tokens.create(MERCHANT, " till 3 ", READ, end)
    caller = await access.caller(secret, Door.REST, "r")
    identity = caller.identity
    assert (identity.actor, identity.scopes, identity.token_id) == ("till 3", READ, record.id)
    assert identity.expires_at == end
    assert list(await tokens.all(MERCHANT)) == [record]
    assert (await tokens.account(caller)).id == "account"
    revoked = await tokens.revoke(MERCHANT, record.id)
    assert revoked == replace(record, revoked_at=world.clock.instant)
    world.clock.instant += BELIEVED
    with pytest.raises(NotAuthenticated):
        await access.caller(secret, Door.REST, "r")
    assert await paths(tokens.revoke(MERCHANT, record.id)) == ["id"]


async def test_a_token_needs_a_name_a_scope_and_a_future() -> None:
    world = World()
    tokens = world.usecases.tokens
    assert await paths(tokens.create(MERCHANT, " ", frozenset(), world.clock.instant)) == [
        "name",
        "scopes",
        "expires_at",
    ]
    assert world.store.tokens == {}


async def test_another_account_s_token_cannot_be_seen_or_revoked() -> None:
    tokens = two_accounts().usecases.tokens
    record, _ = await tokens.create(MERCHANT, "till", READ, None)
    assert list(await tokens.all(STRANGER)) == []
    for name in (record.id, "f" * 24, "no id", ""):
        assert await paths(tokens.revoke(STRANGER, name)) == ["id"]


async def test_settings_are_amended_from_what_they_are() -> None:
    world = World()

    def closed(present: Settings) -> Settings:
        return replace(present, home_delivery=False)

    after = await world.usecases.settings.amend(MERCHANT, closed)
    assert after == replace(open_settings(), home_delivery=False)
    assert world.store.settings["account"] == after
    assert set(world.store.events[-1].changes) == {"home_delivery"}


async def test_a_pickup_at_a_store_that_was_added_is_no_dropshipping() -> None:
    world = World()
    world.store.settings["account"] = replace(open_settings(), dropshipping=False)
    world.addresses.known["Kattegatvej 53, 2100 København"] = Finding("the shop")
    with pytest.raises(Refused):
        await world.usecases.deliveries.create(MERCHANT, [form()])
    store, settings = await world.usecases.settings.add_store(MERCHANT, SHOP)
    assert settings.stores == (store,)
    assert (store.name, store.key, len(store.id)) == ("Shop", "the shop", 24)
    await world.usecases.deliveries.create(MERCHANT, [form()])
    assert (await world.usecases.settings.remove_store(MERCHANT, store.id)).stores == ()
    with pytest.raises(Refused):
        await world.usecases.deliveries.create(MERCHANT, [form()])


async def test_a_store_has_a_name_and_an_address() -> None:
    world = World()
    blank = dict.fromkeys(SHOP, " ")
    assert await paths(world.usecases.settings.add_store(MERCHANT, blank)) == [
        "name",
        "zip",
        "city",
        "address_1",
    ]
    assert await paths(world.usecases.settings.remove_store(MERCHANT, "no store")) == ["id"]
    assert world.store.events == []
