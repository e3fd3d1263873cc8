from dataclasses import dataclass
from datetime import datetime

from domain.errors import Code


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a delivery cannot be changed freely, since when, and by which actor (`None`: by passing time)."""

    code: Code
    since: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Editability:
    """What may be done with a delivery; `editable_fields` are attributes of its booking.

    `locks_at` is the last instant at which all deadlines allow a change, `None` if there are none.
    """

    can_update: bool
    can_delete: bool
    editable_fields: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    locks_at: datetime | None = None
