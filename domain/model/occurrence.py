from dataclasses import dataclass
from datetime import datetime

from domain.model.delivery import Delivery
from domain.model.events import Event
from domain.model.sweep import Sweep


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of an account as subscribers receive it, with its subject as it is now.

    The `number` has no gaps within the account. Of `delivery` and `sweep`, the subject of the event is set.
    """

    number: int
    event: Event
    at: datetime
    delivery: Delivery | None = None
    sweep: Sweep | None = None
