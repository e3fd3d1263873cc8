"""Results of events that equal subscriptions share, for the moment in which all of them reach an event."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from graphql import ExecutionResult

SHARED_FOR: Final = 1.0  # seconds, as resolvers show what is there now
MOST_RESULTS: Final = 1_000
RESULTS_ROOM: Final = 16_000_000  # characters


@dataclass(frozen=True, slots=True)
class Payload:
    """A result as JSON; `event_id` is the id from which the client can resume."""

    text: str
    event_id: str | None = None


@dataclass(slots=True, eq=False)
class EqualSubscriptions:
    """The running subscriptions of one key."""

    count: int = 0


@dataclass(slots=True, eq=False)
class SharedResult:
    """The result of an event, to wait for until it is `ready`; without an `outcome` its making was cut short.

    The outcome is the result as JSON, or the result itself if it has errors, which are formatted for each
    client alone.
    """

    event: object  # kept because its `id` is in the key
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    outcome: Payload | ExecutionResult | None = None

    @property
    def size(self) -> int:
        return len(self.outcome.text) if isinstance(self.outcome, Payload) else 0


Key = tuple[EqualSubscriptions, int]


class SharedResults:
    """Results by subscription and event, each for `SHARED_FOR`, as many as there is room for.

    A subscription without equals shares nothing. The event is the object itself and not its number: the
    deliveries of equal numbers may have been read at different times.
    """

    def __init__(self) -> None:
        self._equals: dict[Hashable, EqualSubscriptions] = {}
        self._kept: dict[Key, SharedResult] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def join(self, key: Hashable | None) -> Iterator[EqualSubscriptions]:
        """Count one more of the subscriptions that are equal, during a block; `None` equals no other."""
        if key is None:
            yield EqualSubscriptions(1)
            return
        equals = self._equals.setdefault(key, EqualSubscriptions())
        equals.count += 1
        try:
            yield equals
        finally:
            equals.count -= 1
            if not equals.count:
                del self._equals[key]

    def find(self, equals: EqualSubscriptions, event: object) -> SharedResult | None:
        """Return the result of an event, which may not be ready."""
        return self._kept.get((equals, id(event)))

    def begin(self, equals: EqualSubscriptions, event: object) -> SharedResult:
        """Return the result that the caller is about to make; `finish` must follow."""
        begun = SharedResult(event)
        if equals.count > 1 and len(self._kept) < MOST_RESULTS:
            self._kept[equals, id(event)] = begun
        return begun

    def finish(self, equals: EqualSubscriptions, made: SharedResult) -> None:
        """Hand the result to those that wait for it, and keep it for those that come soon."""
        made.ready.set()
        key = equals, id(made.event)
        if self._kept.get(key) is not made:
            return
        self._size += made.size
        if made.outcome is None or self._size > RESULTS_ROOM:
            self._drop(key)
        else:
            asyncio.get_running_loop().call_later(SHARED_FOR, self._drop, key)

    def _drop(self, key: Key) -> None:
        self._size -= self._kept.pop(key).size
