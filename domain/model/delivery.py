from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum

from domain.model.booking import Booking
from domain.model.window import Window


class State(StrEnum):
    """The state of a delivery; `domain.rules.lifecycle` has the transitions."""

    CREATED = "CREATED"
    PLANNED = "PLANNED"
    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    NOT_RECEIVED = "NOT_RECEIVED"
    FOR_REDELIVERY = "FOR_REDELIVERY"
    RETURNED = "RETURNED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A booking the gateway accepted.

    `id` is 24 hex digits, ordered by time. `sweep_id` and the 0-based `position` on it are set while the
    delivery is on a sweep; `estimate` is the narrower window a plan gives. `missed_day` is set while a
    re-delivery is on a sweep: the day on which it was not received last.
    """

    id: str
    account_id: str
    booking: Booking
    state: State
    created_at: datetime
    updated_at: datetime
    sweep_id: str | None = None
    position: int | None = None
    estimate: Window | None = None
    missed_day: date | None = None

    @property
    def state_id(self) -> str:
        """The id; of a delivery as of an instant, one that no other state of it has."""
        return self.id


@dataclass(frozen=True, slots=True)
class PastDelivery(Delivery):
    """A delivery as it was at the instant `as_of`."""

    as_of: datetime = field(kw_only=True)

    @property
    def state_id(self) -> str:
        return f"{self.id}@{self.as_of.isoformat()}"

    @classmethod
    def of(cls, then: Delivery, as_of: datetime) -> "PastDelivery":
        return cls(*(getattr(then, each.name) for each in fields(Delivery)), as_of=as_of)
