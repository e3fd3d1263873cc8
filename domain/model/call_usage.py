from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.model.auth import Channel

USAGE_KEPT: Final = timedelta(days=90)
MOST_USED_CALLS: Final = 200


@dataclass(frozen=True, slots=True)
class CallUsage:
    """The use of one call by one API token; `call` is the gateway's own name, e.g. `query deliveries`."""

    token_id: str
    channel: Channel
    call: str
    requests: int
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class Days:
    """The days in UTC from `first` to `last`, both included; `None` for no end."""

    first: date | None = None
    last: date | None = None


ALL_DAYS: Final = Days()
