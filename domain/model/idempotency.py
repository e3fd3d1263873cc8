from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IdempotencyClaim:
    """A command's claim to an idempotency key: the request and the time."""

    key: str
    fingerprint: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """The earlier command under an idempotency key: its request, and the ids of its answer."""

    fingerprint: str
    ids: Sequence[str]
