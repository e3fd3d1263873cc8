import json
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.model.delivery import Delivery
from domain.model.events import Change, EventType, Json, Subject
from domain.model.recipient import Phone
from domain.model.settings import Settings, Store, Weekday
from domain.model.sweep import Sweep
from domain.model.time_of_day import TimeOfDay
from domain.rules.history import (
    compute_differences,
    delivery_event,
    settings_event,
    sweep_event,
)
from domain.rules.leaves import count_paths, flatten
from tests.domain.examples import DELIVERY, NOW, SWEEP
from tests.domain.strategies import days, deliveries, settings_of_accounts, sweeps
from tests.fakes import open_settings


def present(attributes: dict[str, Json]) -> dict[str, Json]:
    """A missing value and a null one are the same in the history."""
    return {path: value for path, value in attributes.items() if value is not None}


def alike(one: Delivery, other: Delivery) -> bool:
    return one == replace(other, id=one.id, created_at=one.created_at, updated_at=one.updated_at)


@given(deliveries, deliveries)
def test_differences_are_empty_exactly_for_equal_deliveries(one: Delivery, other: Delivery) -> None:
    assert (compute_differences(Change(one, other, EventType.UPDATED)) == {}) == alike(one, other)
    assert compute_differences(Change(one, replace(one, updated_at=NOW), EventType.UPDATED)) == {}


@given(deliveries, deliveries)
def test_any_other_value_of_any_attribute_is_a_difference(one: Delivery, other: Delivery) -> None:
    for attribute in fields(one.booking):
        value = {attribute.name: getattr(other.booking, attribute.name)}
        changed = replace(one, booking=replace(one.booking, **value))
        told_apart = compute_differences(Change(one, changed, EventType.UPDATED))
        assert (told_apart == {}) == (changed == one)
        assert all(path.split(".")[0] == attribute.name for path in told_apart)


@given(settings_of_accounts, settings_of_accounts)
def test_differences_are_empty_exactly_for_equal_settings(one: Settings, other: Settings) -> None:
    assert (compute_differences(Change(one, other, EventType.UPDATED)) == {}) == (one == other)
    assert compute_differences(Change(one, one, EventType.UPDATED)) == {}


@given(deliveries, deliveries)
def test_replaying_an_event_over_the_old_attributes_gives_the_new(before: Delivery, after: Delivery) -> None:
    changes = compute_differences(Change(before, after, EventType.UPDATED))
    replayed = flatten(before) | {path: new for path, (_, new) in changes.items()}
    undone = flatten(after) | {path: old for path, (old, _) in changes.items()}
    assert present(replayed) == present(flatten(after))
    assert present(undone) == present(flatten(before))


@given(deliveries)
def test_a_first_event_has_every_value_that_is_set_and_no_other(delivery: Delivery) -> None:
    event = delivery_event(Change(None, delivery, EventType.CREATED))
    values = {path: new for path, (_, new) in event.changes.items()}
    assert values == {path: new for path, new in present(flatten(delivery)).items() if new != ""}
    assert all(old is None for old, _ in event.changes.values())


@given(deliveries, sweeps)
def test_no_event_has_more_paths_than_its_subject(delivery: Delivery, sweep: Sweep) -> None:
    assert len(flatten(delivery)) <= count_paths(Delivery)
    assert len(flatten(sweep)) == count_paths(Sweep)


def test_the_event_of_a_delivery_with_every_attribute_has_every_path() -> None:
    recipient = replace(DELIVERY.booking.recipient, phone=Phone("DK", "45", "12345678"))
    booking = replace(DELIVERY.booking, recipient=recipient)
    whole = replace(DELIVERY, booking=booking, estimate=DELIVERY.booking.delivery_window)
    assert len(flatten(whole)) == count_paths(Delivery)


@given(sweeps, settings_of_accounts)
def test_zero_false_and_an_empty_list_are_values_that_are_set(sweep: Sweep, settings: Settings) -> None:
    bare = replace(settings, stores=(), dropshipping=False, notice=timedelta(0))
    first = settings_event("account", Change(None, bare, EventType.CREATED)).changes
    assert (first["stores"], first["dropshipping"], first["notice"]) == (
        (None, []),
        (None, False),
        (None, 0.0),
    )
    assert "" not in [new for _, new in sweep_event(Change(None, sweep, EventType.CREATED)).changes.values()]


@given(deliveries, settings_of_accounts, sweeps)
def test_flattened_values_survive_json(delivery: Delivery, settings: Settings, sweep: Sweep) -> None:
    for attributes in (flatten(delivery), flatten(settings), flatten(sweep)):
        assert json.loads(json.dumps(attributes, allow_nan=False)) == attributes


def test_an_event_names_its_subject() -> None:
    settings = Change(None, open_settings(), EventType.UPDATED)
    events = [
        delivery_event(Change(None, DELIVERY, EventType.CREATED)),
        sweep_event(Change(None, SWEEP, EventType.PLANNED)),
        settings_event("account", settings),
    ]
    assert [(event.subject, event.subject_id) for event in events] == [
        (Subject.DELIVERY, DELIVERY.id),
        (Subject.SWEEP, SWEEP.id),
        (Subject.SETTINGS, "account"),
    ]
    assert events[0].type is EventType.CREATED


def test_a_booking_s_attributes_stand_without_its_name() -> None:
    insured = replace(DELIVERY, booking=replace(DELIVERY.booking, insured_value=Decimal("12.5")))
    attributes = flatten(insured)
    assert attributes["drop_off.zip"] == "2100"
    assert attributes["pickup_window.start"] == "02:10"
    assert attributes["delivery_date"] == "2018-04-05"
    assert attributes["insured_value"] == "12.5"
    assert attributes["recipient.id"] == ""
    assert not {"id", "account_id", "created_at", "updated_at"} & attributes.keys()


def test_settings_are_flattened_in_full() -> None:
    store = Store("s1", "Shop", "2100", "København", "Kattegatvej 53", "kattegatvej 53")
    settings = replace(
        open_settings(),
        stores=(store,),
        week_days=frozenset({Weekday.THURSDAY, Weekday.MONDAY}),
        notice=timedelta(hours=1),
        pickup_deadline=TimeOfDay.at(16, 30),
    )
    attributes = flatten(settings)
    assert attributes["stores"] == [
        {
            "id": "s1",
            "name": "Shop",
            "zip": "2100",
            "city": "København",
            "address_1": "Kattegatvej 53",
            "key": "kattegatvej 53",
        }
    ]
    assert attributes["week_days"] == [0, 3]
    assert attributes["notice"] == 3600.0
    assert attributes["pickup_deadline"] == "16:30"
    assert attributes["time_zone"] == "Europe/Copenhagen"
    assert attributes["departments"] == ["Catering", "Bakery"]


@given(st.frozensets(days, min_size=2, max_size=6))
def test_a_set_is_flattened_in_its_order(closed: frozenset[date]) -> None:
    told_dates = flatten(replace(open_settings(), closed_dates=closed))["closed_dates"]
    assert told_dates == [day.isoformat() for day in sorted(closed)]
