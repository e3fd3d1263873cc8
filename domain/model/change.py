from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.model.events import EventType

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Change(Generic[T_co]):
    """One thing before and after a command; `before` is `None` for a new one."""

    before: T_co | None
    after: T_co
    event_type: EventType
