"""What the database was used for, for whoever wants to look."""

from collections import Counter
from dataclasses import dataclass, field

from persistence.engine.error_kinds import ErrorKind


@dataclass(slots=True)
class DatabaseStats:
    """Since the start, times in seconds; `waiting` is how many wait for a connection now."""

    statements: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    waiting: int = 0
    faults: Counter[ErrorKind] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PoolState:
    """Connections: at most, open, and lent."""

    limit: int
    open: int
    busy: int
