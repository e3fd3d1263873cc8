"""Conversion of a change to the event that the history stores."""

from typing import TYPE_CHECKING

from domain.model.auth import ApiToken
from domain.model.delivery import Delivery
from domain.model.events import Change, Event, Json, Subject
from domain.model.settings import Settings
from domain.model.sweep import Sweep
from domain.rules.leaves import compare, list_set

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def delivery_event(change: Change[Delivery]) -> Event:
    return Event(Subject.DELIVERY, change.after.id, change.event_type, compute_differences(change))


def sweep_event(change: Change[Sweep]) -> Event:
    return Event(Subject.SWEEP, change.after.id, change.event_type, compute_differences(change))


def settings_event(account_id: str, change: Change[Settings]) -> Event:
    return Event(Subject.SETTINGS, account_id, change.event_type, compute_differences(change))


def token_event(change: Change[ApiToken]) -> Event:
    return Event(Subject.TOKEN, change.after.id, change.event_type, compute_differences(change))


def compute_differences(change: Change["DataclassInstance"]) -> dict[str, tuple[Json, Json]]:
    """Return old and new values that differ, by attribute path, without the prefix `booking.`.

    For something new these are the values that are set; an empty text is not.
    """
    if change.before is None:
        return list_set(change.after)
    return compare(change.before, change.after)
