"""Statistics of the use of the database."""

from collections import Counter
from dataclasses import dataclass, field

from persistence.engine.error_kinds import ErrorKind


@dataclass(slots=True)
class DatabaseStats:
    """Totals since the start, in seconds; `waiting` is how many tasks wait for a connection now."""

    statements: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    waiting: int = 0
    faults: Counter[ErrorKind] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PoolState:
    """Numbers of connections: the limit, the open ones and the borrowed ones."""

    limit: int
    open: int
    busy: int
