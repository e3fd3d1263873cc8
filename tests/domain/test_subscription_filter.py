from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from domain.model.delivery import Delivery, State
from domain.model.events import Change, EventType, FeedEvent
from domain.model.page import DeliveryFilter
from domain.rules import subscription_filter
from domain.rules.history import delivery_event
from domain.rules.subscription_filter import PARTS, SharedFilter, matches
from tests.domain.examples import BOOKING, DELIVERY

DAY, OTHER_DAY = date(2018, 4, 5), date(2018, 4, 12)
THIS = replace(DELIVERY, booking=replace(BOOKING, delivery_date=DAY, reference="A"))
PLANNED = replace(THIS, state=State.PLANNED, sweep_id="2" * 24, position=0)
MOVED = replace(THIS, booking=replace(THIS.booking, delivery_date=OTHER_DAY, reference="B"))
DELETED = replace(THIS, state=State.DELETED)
WANTED: list[DeliveryFilter] = [
    DeliveryFilter(states=frozenset({State.CREATED})),
    DeliveryFilter(first_date=DAY, last_date=DAY),
    DeliveryFilter(last_date=DAY),
    DeliveryFilter(reference="A"),
    DeliveryFilter(zip=THIS.booking.drop_off.zip, reference="A"),
    DeliveryFilter(city=THIS.booking.drop_off.city, reference="A"),
    DeliveryFilter(recipient=THIS.booking.recipient.name, reference="A"),
    DeliveryFilter(department=THIS.booking.department, reference="A"),
    DeliveryFilter(text=THIS.booking.recipient.name[:2].upper(), reference="A"),
]


def passes_filter(
    wanted: DeliveryFilter, before: Delivery | None, after: Delivery, now: Delivery | None = None
) -> bool:
    event_type = EventType.UPDATED if before else EventType.CREATED
    return matches(wanted, delivery_event(Change(before, after, event_type)), now or after)


def test_every_part_of_a_filter_is_obeyed() -> None:
    assert set(PARTS) == {each.name for each in fields(DeliveryFilter)}


@pytest.mark.parametrize("happened", [(None, THIS), (THIS, PLANNED), (THIS, MOVED), (THIS, DELETED)])
def test_without_a_filter_every_event_passes(happened: tuple[Any, Delivery]) -> None:
    assert passes_filter(DeliveryFilter(), *happened)


@pytest.mark.parametrize("wanted", WANTED)
def test_a_delivery_that_matches_passes_the_filter(wanted: DeliveryFilter) -> None:
    assert passes_filter(wanted, None, THIS)
    assert passes_filter(wanted, THIS, replace(THIS, position=None, estimate=None))


@pytest.mark.parametrize("wanted", WANTED)
def test_a_delivery_that_leaves_the_list_passes_once_more(wanted: DeliveryFilter) -> None:
    gone = replace(PLANNED, booking=MOVED.booking)
    assert passes_filter(wanted, THIS, gone)
    assert not passes_filter(wanted, gone, replace(gone, position=1))


def test_a_delivery_that_never_matched_does_not_pass() -> None:
    assert not passes_filter(DeliveryFilter(first_date=OTHER_DAY), THIS, PLANNED)
    for part in ("reference", "zip", "city", "recipient", "department", "text"):
        nothing_like_it: dict[str, Any] = {part: "Nothing like it"}
        assert not passes_filter(DeliveryFilter(**nothing_like_it), None, THIS)
    assert not passes_filter(DeliveryFilter(states=frozenset({State.PLANNED})), None, THIS)


def test_the_delivery_counts_as_it_is_now_and_not_only_as_the_event_left_it() -> None:
    assert passes_filter(DeliveryFilter(sweep_id="2" * 24), None, THIS, now=PLANNED)


def test_deletions_pass_a_filter_without_states() -> None:
    assert passes_filter(DeliveryFilter(reference="A"), THIS, DELETED)
    assert passes_filter(DeliveryFilter(states=frozenset({State.CREATED})), THIS, DELETED)
    assert not passes_filter(DeliveryFilter(states=frozenset({State.PLANNED})), THIS, DELETED)


class CountedStates(frozenset[State]):
    """The states of a filter, and how often they were asked for one."""

    asked = 0

    def __contains__(self, state: object) -> bool:
        type(self).asked += 1
        return super().__contains__(state)


def feed_event(number: int, delivery: Delivery | None = THIS) -> FeedEvent:
    created = delivery_event(Change(None, THIS, EventType.CREATED))
    return FeedEvent(number, created, THIS.created_at, delivery)


def test_equal_filters_are_evaluated_once_for_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CountedStates, "asked", 0)
    monkeypatch.setattr(subscription_filter, "MOST_RESULTS", 2)
    shared, states = SharedFilter(), CountedStates({State.CREATED})
    first, *others = [feed_event(each) for each in range(3)]
    for _ in range(3):
        assert shared.passes(DeliveryFilter(states), first)
    assert CountedStates.asked == 1
    assert not shared.passes(DeliveryFilter(states, reference="B"), first)
    assert all(shared.passes(DeliveryFilter(states), each) for each in others)
    assert (CountedStates.asked, len(shared.results)) == (4, 2)


def test_only_events_of_deliveries_pass_a_filter() -> None:
    assert SharedFilter().passes(DeliveryFilter(), feed_event(1))
    assert not SharedFilter().passes(DeliveryFilter(), feed_event(1, None))
    assert not SharedFilter().passes(DeliveryFilter(reference="A"), feed_event(1, None))
