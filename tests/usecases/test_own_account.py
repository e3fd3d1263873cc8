"""What an account does about its own tokens, settings and stores."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Code, MissingScope, NotAuthenticated, Refused
from domain.model.auth import IDENTITY_LIFETIME, Channel, Scope
from domain.model.events import EventType, Subject
from domain.model.location import AddressMatch
from domain.model.settings import MOST_ENTRIES
from tests.fakes import World, open_settings
from tests.usecases.world import MERCHANT, STRANGER, form, list_tokens, two_accounts

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
    record, secret = (await tokens.create(MERCHANT, " till 3 ", READ, end)).answer
    assert secret is not None
    caller = await access.authenticate(secret, Channel.REST, "r")
    identity = caller.identity
    assert (identity.actor, identity.scopes, identity.token_id) == ("till 3", READ, record.id)
    assert identity.expires_at == end
    assert await list_tokens(world) == [record]
    assert (await tokens.account(caller)).id == "account"
    revoked = await tokens.revoke(MERCHANT, record.id)
    assert revoked.answer == replace(record, revoked_at=world.clock.instant)
    world.clock.instant += IDENTITY_LIFETIME
    with pytest.raises(NotAuthenticated):
        await access.authenticate(secret, Channel.REST, "r")
    assert await paths(tokens.revoke(MERCHANT, record.id)) == ["id"]


async def test_a_token_needs_a_name_a_scope_and_a_future() -> None:
    world = World()
    tokens = world.usecases.tokens
    assert await paths(tokens.create(MERCHANT, " ", frozenset(), world.clock.instant)) == [
        "name",
        "scopes",
        "expires_at",
    ]
    assert world.records.tokens == {}


async def test_another_account_s_token_cannot_be_seen_or_revoked() -> None:
    world = two_accounts()
    tokens = world.usecases.tokens
    record, _ = (await tokens.create(MERCHANT, "till", READ, None)).answer
    assert await list_tokens(world, STRANGER) == []
    for name in (record.id, "f" * 24, "no id", ""):
        assert await paths(tokens.revoke(STRANGER, name)) == ["id"]


async def test_a_caller_without_the_scope_sees_its_own_token_and_no_other() -> None:
    world = two_accounts()
    access, tokens = world.usecases.access, world.usecases.tokens
    till, secret = (await tokens.create(MERCHANT, "till", READ, None)).answer
    other, _ = (await tokens.create(MERCHANT, "shop", READ, None)).answer
    by_till = await access.authenticate(secret, Channel.GRAPHQL, "r")
    assert await tokens.own(by_till) == till
    assert await tokens.by_id(by_till, [till.id]) == {till.id: till}
    for ids in ([other.id], [till.id, other.id], ["no id"]):
        with pytest.raises(MissingScope):
            await tokens.by_id(by_till, ids)
    assert await tokens.by_id(MERCHANT, [other.id, "no id", "f" * 24]) == {other.id: other}
    assert await tokens.by_id(STRANGER, [till.id, other.id]) == {}


async def test_a_caller_without_a_stored_token_has_none_of_its_own() -> None:
    with pytest.raises(NotAuthenticated):
        await World().usecases.tokens.own(MERCHANT)


async def test_a_form_of_settings_changes_what_it_names() -> None:
    world = World()
    after = (await world.usecases.settings.update(MERCHANT, {"home_delivery": False})).answer
    assert after == replace(open_settings(), home_delivery=False)
    assert world.records.settings["account"] == after
    assert set(world.records.events[-1].changes) == {"home_delivery"}


async def test_settings_that_are_refused_change_nothing() -> None:
    world = World()
    form = {"country": "dk", "home_delivery": False, "stores": [{"id": "1"}]}
    assert await paths(world.usecases.settings.update(MERCHANT, form)) == [
        "country",
        *(f"stores[0].{name}" for name in SHOP),
    ]
    assert world.records.settings["account"] == open_settings()
    assert world.records.events == []


async def test_stores_that_a_form_names_are_found_in_the_register() -> None:
    world = World()
    world.addresses.known["Kattegatvej 53, 2100 København"] = AddressMatch("the shop")
    (added, _) = (await world.usecases.settings.add_store(MERCHANT, SHOP)).answer
    assert added is not None
    form = {"stores": [{"id": added.id, **SHOP}, {"id": "2", **SHOP, "city": "Aarhus"}]}
    after = (await world.usecases.settings.update(MERCHANT, form)).answer
    assert [store.key for store in after.stores] == ["the shop", "kattegatvej 53, 2100 aarhus"]
    assert after.stores[0] == added


async def test_a_pickup_at_a_store_that_was_added_is_no_dropshipping() -> None:
    world = World()
    world.records.settings["account"] = replace(open_settings(), dropshipping=False)
    world.addresses.known["Kattegatvej 53, 2100 København"] = AddressMatch("the shop")
    with pytest.raises(Refused):
        await world.usecases.deliveries.create(MERCHANT, [form()])
    store, settings = (await world.usecases.settings.add_store(MERCHANT, SHOP)).answer
    assert store is not None
    assert settings.stores == (store,)
    assert (store.name, store.key, len(store.id)) == ("Shop", "the shop", 24)
    await world.usecases.deliveries.create(MERCHANT, [form()])
    assert (await world.usecases.settings.remove_store(MERCHANT, store.id)).answer.stores == ()
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
    assert world.records.events == []


async def test_a_store_has_a_zip_code_of_the_account_s_country_in_its_normal_form() -> None:
    world = World()
    settings = world.usecases.settings
    assert await paths(settings.add_store(MERCHANT, {**SHOP, "zip": "210"})) == ["zip"]
    store, _ = (await settings.add_store(MERCHANT, {**SHOP, "zip": "dk-21 00"})).answer
    assert store is not None
    assert store.zip == "2100"


async def test_a_repeated_token_is_made_once_and_not_shown_again() -> None:
    world = World()
    tokens = world.usecases.tokens
    first, again = [await tokens.create(MERCHANT, "till", READ, None, "key") for _ in range(2)]
    assert (first.replayed, again.replayed) == (False, True)
    assert again.answer == (first.answer[0], None)
    assert await list_tokens(world) == [first.answer[0]]
    for other in (("till 2", READ, None), ("till", READ | {Scope.ADMIN}, None)):
        with pytest.raises(Refused):
            await tokens.create(MERCHANT, *other, "key")


async def test_a_repeated_end_of_a_token_is_no_error() -> None:
    tokens = World().usecases.tokens
    record, _ = (await tokens.create(MERCHANT, "till", READ, None)).answer
    first, again = [await tokens.revoke(MERCHANT, record.id, "key") for _ in range(2)]
    assert (again.replayed, again.answer) == (True, first.answer)


async def test_history_tells_of_a_token_but_not_its_hash() -> None:
    world = World()
    record, _ = (await world.usecases.tokens.create(MERCHANT, "till", READ, None)).answer
    await world.usecases.tokens.revoke(MERCHANT, record.id)
    made, ended = world.records.events
    assert {(each.subject, each.subject_id) for each in (made, ended)} == {(Subject.TOKEN, record.id)}
    assert (made.type, ended.type) == (EventType.CREATED, EventType.UPDATED)
    assert made.changes == {
        "name": (None, "till"),
        "scopes": (None, ["deliveries:read"]),
        "demo": (None, False),
    }
    assert set(ended.changes) == {"revoked_at"}


async def test_repeated_changes_of_settings_are_made_once() -> None:
    world = World()
    settings = world.usecases.settings

    form = {"home_delivery": False, "pickup_zones": [{"zip_from": "1", "zip_to": "2"}]}
    other = {**form, "pickup_zones": [{"zip_from": "1", "zip_to": "3"}]}
    first, again = [await settings.update(MERCHANT, form, "key") for _ in range(2)]
    assert (again.replayed, again.answer) == (True, first.answer)
    with pytest.raises(Refused):
        await settings.update(MERCHANT, other, "key")
    stocked, replay = [await settings.add_store(MERCHANT, SHOP, "another") for _ in range(2)]
    assert (replay.replayed, replay.answer) == (True, stocked.answer)
    shop = stocked.answer[0]
    assert shop is not None
    emptied = [await settings.remove_store(MERCHANT, shop.id, "third") for _ in range(2)]
    assert [(each.replayed, each.answer.stores) for each in emptied] == [(False, ()), (True, ())]
    assert (await settings.add_store(MERCHANT, SHOP, "another")).answer == (None, emptied[0].answer)


async def test_an_account_has_no_stores_without_end() -> None:
    world = World()
    add_store = world.usecases.settings.add_store
    store, settings = (await add_store(MERCHANT, SHOP)).answer
    assert store is not None
    world.records.settings["account"] = replace(settings, stores=(store,) * (MOST_ENTRIES - 1))
    await add_store(MERCHANT, SHOP)
    assert await paths(add_store(MERCHANT, SHOP)) == [""]
