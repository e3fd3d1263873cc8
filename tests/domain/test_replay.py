from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.model.auth import Channel
from domain.model.delivery import Delivery, PastDelivery
from domain.model.events import Change, EventType, HistoryEntry
from domain.rules.history import delivery_event
from domain.rules.leaves import flatten
from domain.rules.replay import rebuild_delivery
from tests.domain.examples import DELIVERY, NOW
from tests.domain.strategies import deliveries

lives = st.lists(deliveries, min_size=1, max_size=4)


def entries_of(life: list[Delivery]) -> list[HistoryEntry]:
    """The entries of a delivery that was each of these in turn, an hour apart."""
    entries = []
    for number, (before, after) in enumerate(zip([None, *life], life, strict=False)):
        event = delivery_event(Change(before, after, EventType.UPDATED))
        at = NOW + timedelta(hours=number)
        entries.append(HistoryEntry(number, at, "t", Channel.REST, "r", event.type, event.changes))
    return entries


@given(lives)
def test_a_delivery_is_at_every_time_what_its_history_says(life: list[Delivery]) -> None:
    entries = entries_of(life)
    for number, stood in enumerate(life):
        known = replace(stood, id=DELIVERY.id, created_at=NOW, updated_at=entries[number].at)
        assert rebuild_delivery("account", DELIVERY.id, entries[: number + 1]) == known


@given(lives)
def test_a_first_event_that_lists_empty_texts_is_replayed_alike(life: list[Delivery]) -> None:
    entries = entries_of(life)
    whole = {path: (None, value) for path, value in flatten(life[0]).items()}
    older = [replace(entries[0], changes=whole), *entries[1:]]
    assert rebuild_delivery("account", DELIVERY.id, older) == rebuild_delivery(
        "account", DELIVERY.id, entries
    )


def test_before_anything_happened_there_is_nothing() -> None:
    assert rebuild_delivery("account", DELIVERY.id, []) is None


def test_each_state_of_a_delivery_has_an_id_of_its_own() -> None:
    states = [DELIVERY, PastDelivery.of(DELIVERY, NOW), PastDelivery.of(DELIVERY, NOW + timedelta(seconds=1))]
    assert len({each.state_id for each in states}) == len(states)
    assert {each.id for each in states} == {DELIVERY.state_id}
