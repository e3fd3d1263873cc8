from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.model.caller import Door
from domain.model.change import Change
from domain.model.delivery import Delivery
from domain.model.event import Entry, Happening
from domain.rules.history import delivery_event
from domain.rules.replay import replayed
from tests.domain.examples import DELIVERY, NOW
from tests.domain.strategies import deliveries

lives = st.lists(deliveries, min_size=1, max_size=4)


def happened(life: list[Delivery]) -> list[Entry]:
    """The entries of a delivery that was each of these in turn, an hour apart."""
    entries = []
    for number, (before, after) in enumerate(zip([None, *life], life, strict=False)):
        event = delivery_event(Change(before, after, Happening.UPDATED))
        at = NOW + timedelta(hours=number)
        entries.append(Entry(number, at, "t", Door.REST, "r", event.happening, event.changes))
    return entries


@given(lives)
def test_a_delivery_is_at_every_time_what_its_history_says(life: list[Delivery]) -> None:
    entries = happened(life)
    for number, stood in enumerate(life):
        known = replace(stood, id=DELIVERY.id, created_at=NOW, updated_at=entries[number].at)
        assert replayed("account", DELIVERY.id, entries[: number + 1]) == known


def test_before_anything_happened_there_is_nothing() -> None:
    assert replayed("account", DELIVERY.id, []) is None
