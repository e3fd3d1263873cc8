"""Which changes a follower is told who wants to see some deliveries only."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from domain.model.delivery import Delivery
from domain.model.events import Event, EventType, Json
from domain.model.page import DeliveryFilter
from domain.rules.history import flatten

Told = Mapping[str, Json]

PARTS: Final[Mapping[str, Callable[[Any, Told], bool]]] = {
    "states": lambda states, shown: not states or shown["state"] in states,
    "first_date": lambda day, shown: str(shown["delivery_date"]) >= day.isoformat(),
    "last_date": lambda day, shown: str(shown["delivery_date"]) <= day.isoformat(),
    "reference": lambda reference, shown: shown["reference"] == reference,
    "sweep_id": lambda sweep_id, shown: shown["sweep_id"] == sweep_id,
    "zip": lambda zip_code, shown: shown["drop_off.zip"] == zip_code,
    "city": lambda city, shown: shown["drop_off.city"] == city,
    "recipient": lambda name, shown: shown["recipient.name"] == name,
    "department": lambda department, shown: shown["department"] == department,
    "text": lambda text, shown: all(map(partial(_begins_a_word, shown), _words(text))),
}
"""Every part of a filter and whether a delivery as history tells it passes."""

_EVERYTHING = DeliveryFilter()
_SEARCHED = ("reference", "recipient.name", "label", "notes")
_WORD = re.compile(r"\w+")


def matches(wanted: DeliveryFilter, event: Event, delivery: Delivery) -> bool:
    """Whether the delivery passes the filter now, or did before the event: who leaves a list is news too.

    Unlike a list, a filter without states also means deleted deliveries.
    """
    if wanted == _EVERYTHING:
        return True
    now = flatten(delivery)
    if _passes(wanted, now):
        return True
    before = now | {path: old for path, (old, _) in event.changes.items()}
    return event.type is not EventType.CREATED and _passes(wanted, before)


def _passes(wanted: DeliveryFilter, shown: Told) -> bool:
    given = ((part, getattr(wanted, name)) for name, part in PARTS.items())
    return all(part(value, shown) for part, value in given if value is not None)


def _begins_a_word(shown: Told, sought: str) -> bool:
    """Whether it begins a word that a search looks at, capitals or not."""
    searched = _words(" ".join(str(shown[path]) for path in _SEARCHED))
    return any(word.startswith(sought) for word in searched)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
