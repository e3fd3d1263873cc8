"""The filter of a subscription, which passes the changes of some deliveries."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from domain.model.delivery import Delivery
from domain.model.events import Event, EventType, FeedEvent, Json
from domain.model.page import DeliveryFilter
from domain.rules.leaves import flatten

Attributes = Mapping[str, Json]

PARTS: Final[Mapping[str, Callable[[Any, Attributes], bool]]] = {
    "states": lambda states, attributes: not states or attributes["state"] in states,
    "first_date": lambda day, attributes: str(attributes["delivery_date"]) >= day.isoformat(),
    "last_date": lambda day, attributes: str(attributes["delivery_date"]) <= day.isoformat(),
    "reference": lambda reference, attributes: attributes["reference"] == reference,
    "sweep_id": lambda sweep_id, attributes: attributes["sweep_id"] == sweep_id,
    "zip": lambda zip_code, attributes: attributes["drop_off.zip"] == zip_code,
    "city": lambda city, attributes: attributes["drop_off.city"] == city,
    "recipient": lambda name, attributes: attributes["recipient.name"] == name,
    "department": lambda department, attributes: attributes["department"] == department,
    "text": lambda text, attributes: all(map(partial(_begins_word, attributes), _words(text))),
}
"""Every part of a filter, and whether a delivery's attributes in the history pass it."""

_EVERYTHING = DeliveryFilter()
_SEARCHED = ("reference", "recipient.name", "label", "notes")
_WORD = re.compile(r"\w+")


MOST_RESULTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class SharedFilter:
    """Evaluates equal filters once for an event; the latest results are kept."""

    results: dict[tuple[int, DeliveryFilter], tuple[FeedEvent, bool]] = field(default_factory=dict)
    """By the `id` of the event, which is kept with its result."""

    def passes(self, wanted: DeliveryFilter, feed_event: FeedEvent) -> bool:
        """Whether it is an event of a delivery that matches the filter."""
        if feed_event.delivery is None or wanted == _EVERYTHING:
            return feed_event.delivery is not None
        key = id(feed_event), wanted
        if (found := self.results.get(key)) is None:
            if len(self.results) >= MOST_RESULTS:
                del self.results[next(iter(self.results))]
            passes = matches(wanted, feed_event.event, feed_event.delivery)
            found = self.results[key] = feed_event, passes
        return found[1]


def matches(wanted: DeliveryFilter, event: Event, delivery: Delivery) -> bool:
    """Whether the delivery passes the filter now, or did before the event, which removes it from a list.

    Unlike in a list, a filter without states also passes deleted deliveries.
    """
    if wanted == _EVERYTHING:
        return True
    now = flatten(delivery)
    if _passes(wanted, now):
        return True
    before = now | {path: old for path, (old, _) in event.changes.items()}
    return event.type is not EventType.CREATED and _passes(wanted, before)


def _passes(wanted: DeliveryFilter, attributes: Attributes) -> bool:
    parts = ((part, getattr(wanted, name)) for name, part in PARTS.items())
    return all(part(value, attributes) for part, value in parts if value is not None)


def _begins_word(attributes: Attributes, sought: str) -> bool:
    """Whether the text begins a word of a searched attribute, in any case."""
    searched = _words(" ".join(str(attributes[path]) for path in _SEARCHED))
    return any(word.startswith(sought) for word in searched)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
