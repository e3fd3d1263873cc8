from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Code, Violation
from domain.model.location import AddressMatch
from domain.model.settings import Settings


@dataclass(frozen=True, slots=True)
class BookingContext:
    """The context of a booking in the rules: settings, time, the findings of look-ups.

    `deliveries` has the ids of all deliveries that the booking names and that exist.
    """

    settings: Settings
    now: datetime
    pickup: AddressMatch
    drop_off: AddressMatch
    deliveries: Collection[str] = ()

    def is_own_store(self, match: AddressMatch) -> bool:
        return any(store.key == match.key for store in self.settings.stores)


def violation(code: Code, path: str, **facts: str) -> Violation:
    return Violation(code, path, facts)
