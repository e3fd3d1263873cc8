"""Which changes a follower is told who wants to see some deliveries only."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.model.delivery import Delivery
from domain.model.event import Event, Happening, Json
from domain.model.page import DeliveryFilter
from domain.rules.history import told

Told = Mapping[str, Json]

PARTS: Final[Mapping[str, Callable[[Any, Told], bool]]] = {
    "states": lambda states, shown: not states or shown["state"] in states,
    "first_date": lambda day, shown: str(shown["delivery_date"]) >= day.isoformat(),
    "last_date": lambda day, shown: str(shown["delivery_date"]) <= day.isoformat(),
    "reference": lambda reference, shown: shown["reference"] == reference,
    "sweep_id": lambda sweep_id, shown: shown["sweep_id"] == sweep_id,
}
"""Every part of a filter and whether a delivery as history tells it passes."""

_EVERYTHING = DeliveryFilter()


def concerns(wanted: DeliveryFilter, event: Event, delivery: Delivery) -> bool:
    """Whether the delivery passes the filter now, or did before the event: who leaves a list is news too.

    Unlike a list, a filter without states also means deleted deliveries.
    """
    if wanted == _EVERYTHING:
        return True
    now = told(delivery)
    if _passes(wanted, now):
        return True
    before = now | {path: old for path, (old, _) in event.changes.items()}
    return event.happening is not Happening.CREATED and _passes(wanted, before)


def _passes(wanted: DeliveryFilter, shown: Told) -> bool:
    given = ((part, getattr(wanted, name)) for name, part in PARTS.items())
    return all(part(value, shown) for part, value in given if value is not None)
