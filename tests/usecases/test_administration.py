from dataclasses import replace

import pytest

from domain.errors import Code, Refused
from domain.model.auth import Scope
from domain.model.events import EventType, Subject
from tests.changed_settings import change_settings
from tests.fakes import COPENHAGEN, World, open_settings
from tests.usecases.world import MERCHANT, book, stored_delivery


async def test_an_account_gets_an_id_unless_it_is_given_one() -> None:
    world = World()
    office = world.usecases.administration
    given = await office.add_account("Demo", open_settings(), "demo")
    made = await office.add_account("Bakery", open_settings())
    assert (given.id, len(made.id)) == ("demo", 24)
    assert list(await office.all_accounts())[-2:] == [given, made]
    assert world.records.settings[made.id] == open_settings()


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\u3164", "Ba\x1bkery", "Bakery\nand Sons", "\u202eyrekaB"]
)
async def test_an_account_has_a_name_to_be_seen(name: str) -> None:
    world = World()
    accounts = len(await world.usecases.administration.all_accounts())
    with pytest.raises(Refused) as caught:
        await world.usecases.administration.add_account(name, open_settings())
    assert [(each.code, each.path) for each in caught.value.violations] == [(Code.MALFORMED_REQUEST, "name")]
    assert len(await world.usecases.administration.all_accounts()) == accounts


async def test_an_opened_account_starts_with_what_its_form_says() -> None:
    world = World()
    office = world.usecases.administration
    account = await office.open_account("Bakery", {"country": "SE", "time_zone": COPENHAGEN})
    assert world.records.settings[account.id].country == "SE"
    with pytest.raises(Refused) as caught:
        await office.open_account("Shop", {"country": "Sweden", "time_zone": "Mars"})
    assert [each.path for each in caught.value.violations] == ["time_zone", "country"]
    assert account in await office.all_accounts()
    assert "Shop" not in [each.name for each in await office.all_accounts()]


async def test_of_a_token_only_its_hash_is_kept() -> None:
    world = World()
    office = world.usecases.administration
    record, text = await office.add_token("account", "till", frozenset({Scope.ADMIN}))
    await office.add_demo_token("account", "demo", frozenset(Scope))
    kept_tokens = await office.all_tokens("account")
    assert record in kept_tokens
    assert text not in repr(kept_tokens)


async def test_a_token_is_revoked_once_and_by_its_own_account_only() -> None:
    office = World().usecases.administration
    record, _ = await office.add_token("account", "till", frozenset(Scope))
    assert not await office.revoke_token("stranger", record.id)
    assert await office.revoke_token("account", record.id)
    assert not await office.revoke_token("account", record.id)


async def test_changed_settings_keep_an_event_and_leave_deliveries_alone() -> None:
    world = World()
    (delivery_id,) = await book(world)
    before = stored_delivery(world, delivery_id)
    changed = replace(open_settings(), delivery_zones=(), departments=("Bakery",))
    assert await change_settings(world.usecases, MERCHANT, changed) == changed
    assert world.records.settings["account"] == changed
    assert stored_delivery(world, delivery_id) == before
    event = world.records.events[-1]
    assert (event.subject, event.subject_id, event.type) == (
        Subject.SETTINGS,
        "account",
        EventType.UPDATED,
    )
    assert event.changes["departments"] == (["Catering", "Bakery"], ["Bakery"])
    assert set(event.changes) == {"departments", "delivery_zones"}
