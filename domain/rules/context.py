from dataclasses import dataclass
from datetime import datetime

from domain.errors import Code, Violation
from domain.model.location import AddressMatch
from domain.model.settings import Settings


@dataclass(frozen=True, slots=True)
class BookingContext:
    """The context of a booking in the rules: settings, time, the address register's findings."""

    settings: Settings
    now: datetime
    pickup: AddressMatch
    drop_off: AddressMatch

    @property
    def from_own_store(self) -> bool:
        return any(store.key == self.pickup.key for store in self.settings.stores)


def violation(code: Code, path: str, **facts: str) -> Violation:
    return Violation(code, path, facts)
