from dataclasses import dataclass
from datetime import datetime

from domain.model.delivery import Delivery
from domain.model.events import Event
from domain.model.sweep import Sweep


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of an account as its followers are told: when, as which, and what it is about as that is now.

    `number` is gapless in the account. Of `delivery` and `sweep` the one is set that the event is about.
    """

    number: int
    event: Event
    at: datetime
    delivery: Delivery | None = None
    sweep: Sweep | None = None
