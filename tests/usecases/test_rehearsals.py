from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BatchTooLarge, Code, EmptyBatch, HistoryTooLong, Refused, Violation
from domain.model.delivery import PastDelivery, State
from domain.model.location import AddressMatch
from domain.model.page import HistoryRequest
from domain.model.settings import Settings
from domain.model.slots import Slot, SlotRequest
from domain.rules.form_reader import Form
from domain.usecases.assessment import LARGEST_BATCH
from tests.domain.strategies import (
    bookings,
    form_from_booking,
    instants,
    settings_of_accounts,
    week_days_in,
    wild_forms,
)
from tests.fakes import EVERYWHERE, FixedClock, World, open_settings
from tests.usecases.world import (
    DAY,
    MERCHANT,
    NOBODY_S,
    STRANGER,
    book,
    form,
    on_sweep,
    run,
    stored_delivery,
    two_accounts,
)

batches = st.lists(bookings.map(form_from_booking) | wild_forms, min_size=1, max_size=3)
KNOWN = {"Kattegatvej 57, 2100 København": AddressMatch("known", latitude=55.7, longitude=12.6)}


async def violations_of(world: World, forms: Sequence[Form]) -> Sequence[Violation]:
    """What creating these would really be refused for."""
    try:
        await world.usecases.deliveries.create(MERCHANT, forms)
    except Refused as refusal:
        return refusal.violations
    return ()


@given(batches, settings_of_accounts, instants)
def test_a_rehearsal_finds_exactly_what_booking_would_be_refused_for(
    forms: list[Form], settings: Settings, now: datetime
) -> None:
    async def story() -> None:
        world = World(clock=FixedClock(now))
        world.records.settings["account"] = settings
        before = deepcopy(world.records)
        assessment = await world.usecases.advice.rehearse_create(MERCHANT, forms)
        assert world.records == before
        assert assessment.violations == list(await violations_of(world, forms))
        items = assessment.results(len(forms))
        assert [each for item in items for each in item.violations] == assessment.violations
        if not assessment.violations:
            stored = [each.booking for each in world.records.deliveries.values()]
            assert [item.booking for item in items] == stored

    run(story())


async def test_a_rehearsal_shows_each_booking_as_it_would_be_kept() -> None:
    world = World()
    world.addresses.known.update(KNOWN)
    forms = [form(department=None), form(packages=0), form(department="Garden")]
    items = (await world.usecases.advice.rehearse_create(MERCHANT, forms)).results(3)
    assert [item.index for item in items] == [0, 1, 2]
    assert [[each.code for each in item.violations] for item in items] == [
        [],
        [Code.MALFORMED_REQUEST],
        [Code.DEPARTMENT_UNKNOWN],
    ]
    first = items[0].booking
    assert first
    assert (first.department, first.drop_off.latitude) == ("Catering", 55.7)
    assert items[1].booking is None
    assert items[2].booking
    assert items[2].booking.department == "Garden"


async def test_a_rehearsed_change_is_judged_as_the_change_would_be() -> None:
    world = two_accounts()
    (free,) = await book(world)
    _, (planned,) = await on_sweep(world)
    (foreign,) = await book(world, whose=STRANGER)
    forms = [
        {"id": free, "notes": "a"},
        {"id": free, "department": "Garden"},
        {"id": planned, "notes": "b"},
        {"id": foreign, "notes": "c"},
        {"id": "no id"},
    ]
    before = deepcopy(world.records)
    assessment = await world.usecases.advice.rehearse_update(MERCHANT, forms)
    assert world.records == before
    with pytest.raises(Refused) as caught:
        await world.usecases.deliveries.update(MERCHANT, forms)
    assert assessment.violations == list(caught.value.violations)
    assert {each.code for each in assessment.violations} == {
        Code.DUPLICATE_ITEM,
        Code.DEPARTMENT_UNKNOWN,
        Code.DELIVERY_LOCKED,
        Code.DELIVERY_NOT_FOUND,
    }
    items = assessment.results(len(forms))
    assert [item.booking is not None for item in items] == [True, True, True, False, False]


async def test_a_rehearsal_is_bounded_as_a_batch_is() -> None:
    advice = World().usecases.advice
    for rehearse in (advice.rehearse_create, advice.rehearse_update):
        with pytest.raises(EmptyBatch):
            await rehearse(MERCHANT, [])
        with pytest.raises(BatchTooLarge):
            await rehearse(MERCHANT, [{}] * (LARGEST_BATCH + 1))


def bookable(settings: Settings) -> Settings:
    """The same account, where nothing but day, zone and window can speak against a booking."""
    return replace(
        settings,
        pickup_zones=EVERYWHERE,
        dropshipping=True,
        stores=(),
        departments=(),
        address_mode=open_settings().address_mode,
    )


accounts = st.builds(
    replace,
    settings_of_accounts.map(bookable),
    delivery_zones=st.sampled_from([EVERYWHERE, EVERYWHERE, ()]),
    week_days=st.integers(0, 127).map(week_days_in),
    closed_dates=st.frozensets(st.dates(date(2018, 3, 25), date(2018, 4, 5))),
    home_delivery=st.sampled_from([True, True, False]),
    notice=st.none() | st.timedeltas(timedelta(0), timedelta(days=5)),
)


@given(accounts, st.dates(date(2018, 3, 20), date(2018, 4, 10)), st.integers(0, 5))
def test_an_open_slot_can_be_booked_and_a_closed_one_is_refused_for_its_reasons(
    settings: Settings, first: date, length: int
) -> None:
    async def story() -> None:
        world = World()
        world.records.settings["account"] = settings
        request = SlotRequest("2100", first, first + timedelta(days=length))
        for slot in await world.usecases.advice.slots(MERCHANT, request):
            found = await violations_of(world, [taking(slot)])
            assert [(each.code, each.path, each.facts) for each in found] == [
                (each.code, each.path, each.facts) for each in slot.reasons
            ]

    run(story())


def taking(slot: Slot) -> Form:
    whole = form(delivery_date=slot.day, delivery_window__start=slot.window.start)
    whole["delivery_window.end"] = slot.window.end
    return {path: value for path, value in whole.items() if not path.startswith("pickup_window")}


async def test_a_locked_delivery_tells_since_when_and_by_whom() -> None:
    world = World()
    _, (planned,) = await on_sweep(world)
    (free,) = await book(world)
    deliveries = [
        stored_delivery(world, planned),
        stored_delivery(world, free),
        stored_delivery(world, planned),
    ]
    locked, open_one, again = await world.usecases.advice.editability(MERCHANT, deliveries)
    assert locked == again
    assert (locked.can_update, locked.can_delete) == (False, False)
    (reason,) = locked.reasons
    assert (reason.code, reason.since, reason.by) == (Code.DELIVERY_LOCKED, world.clock.now(), "tester")
    assert (open_one.can_update, open_one.can_delete, open_one.reasons) == (True, True, ())


async def test_after_notice_only_a_later_pickup_is_accepted() -> None:
    world = World()
    (delivery_id,) = await book(world)
    world.records.settings["account"] = replace(open_settings(), notice=timedelta(days=30))
    (found,) = await world.usecases.advice.editability(MERCHANT, [stored_delivery(world, delivery_id)])
    (reason,) = found.reasons
    assert found.editable_fields == ("delivery_date", "pickup_window", "delivery_window")
    for change in ({"notes": "late"}, {"delivery_window.end": None}):
        refused = await world.usecases.advice.rehearse_update(MERCHANT, [{"id": delivery_id, **change}])
        assert [each.code for each in refused.violations] == [reason.code]
    moved = {"id": delivery_id, "delivery_date": DAY + timedelta(days=60)}
    assert (await world.usecases.advice.rehearse_update(MERCHANT, [moved])).violations == []


async def test_a_delivery_is_shown_as_it_stood() -> None:
    world = World()
    made_at = world.clock.instant
    (delivery_id,) = await book(world)
    made = stored_delivery(world, delivery_id)
    world.clock.instant += timedelta(hours=1)
    await world.usecases.deliveries.update(MERCHANT, [{"id": delivery_id, "notes": "Ring"}])
    changed = stored_delivery(world, delivery_id)
    world.clock.instant += timedelta(hours=1)
    await world.usecases.deliveries.delete(MERCHANT, [delivery_id])
    for instant, stood in (
        (made_at - timedelta(microseconds=1), None),
        (made_at, made),
        (made_at + timedelta(minutes=59), made),
        (made_at + timedelta(hours=1), changed),
        (made_at + timedelta(hours=2), None),
    ):
        past = stood and PastDelivery.of(stood, instant)
        assert await world.usecases.queries.as_of(MERCHANT, delivery_id, instant) == past
        assert await world.usecases.queries.as_of(STRANGER, delivery_id, instant) is None
    assert await world.usecases.queries.as_of(MERCHANT, "no id", made_at) is None


async def test_a_delivery_is_replayed_from_a_bounded_number_of_events(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("domain.usecases.queries.MOST_REPLAYED", 3)
    world = World()
    (delivery_id,) = await book(world)
    look = world.usecases.queries
    for number in range(1, 5):
        world.clock.instant += timedelta(seconds=1)
        await world.usecases.deliveries.update(MERCHANT, [{"id": delivery_id, "notes": str(number)}])
    last = world.clock.now() - timedelta(seconds=2)
    stood = await look.as_of(MERCHANT, delivery_id, last)
    assert stood is not None
    assert stood.booking.notes == "2"
    for later in (1, 2, 100):
        with pytest.raises(HistoryTooLong) as caught:
            await look.as_of(MERCHANT, delivery_id, last + timedelta(seconds=later))
        assert caught.value.limit == 3


async def test_history_is_told_page_by_page_newest_first() -> None:
    world = two_accounts()
    (delivery_id,) = await book(world)
    for notes in ("a", "b"):
        await world.usecases.deliveries.update(MERCHANT, [{"id": delivery_id, "notes": notes}])
    look = world.usecases.queries
    page = (await look.histories(MERCHANT, [delivery_id, "no id"], HistoryRequest(2)))[delivery_id]
    assert [entry.changes for entry in page.items] == [{"notes": ("a", "b")}, {"notes": ("", "a")}]
    assert page.has_more
    rest = HistoryRequest(2, page.items[-1].number)
    page = (await look.histories(MERCHANT, [delivery_id], rest))[delivery_id]
    assert [entry.changes["state"] for entry in page.items] == [(None, State.CREATED)]
    theirs = await look.histories(STRANGER, [delivery_id, NOBODY_S], HistoryRequest())
    assert not any(each.items for each in theirs.values())
