from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IdempotencyClaim:
    """A command's claim to an idempotency key: for which request, and when."""

    key: str
    fingerprint: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """What was done under an idempotency key before: for which request, and the ids of what it answered."""

    fingerprint: str
    ids: Sequence[str]
