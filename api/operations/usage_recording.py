"""Counts of the calls that tokens use, stored together every few seconds."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.operations.background import run_beside
from domain.model.auth import Caller, Channel
from domain.model.call_usage import CallUsage
from domain.ports import Clock
from persistence.commands.call_counts import store_usage
from persistence.engine.database import Database

logger = logging.getLogger(__name__)

STORE_EVERY: Final = 10.0  # seconds
LAST_STORE: Final = 2.0  # seconds for which the end of the gateway waits
MOST_COUNTED: Final = 10_000  # calls of tokens; what goes beyond before the next store is not counted

Key = tuple[str, str, Channel, str]


@dataclass(slots=True)
class _Count:
    requests: int
    last: datetime


class UsageCounts:
    """The requests to one process that are not stored yet, by account, token, channel and call."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[Key, _Count] = {}

    def count(self, caller: Caller, call: str) -> None:
        identity, now = caller.identity, self._clock.now()
        key = (identity.account_id, identity.token_id, caller.channel, call)
        if counted := self._counts.get(key):
            counted.requests += 1
            counted.last = now
        elif len(self._counts) < MOST_COUNTED:
            self._counts[key] = _Count(1, now)

    def take(self) -> Sequence[tuple[str, CallUsage]]:
        """Return what is counted so far, each with its account's id, and begin again."""
        taken, self._counts = self._counts, {}
        return [
            (account_id, CallUsage(token_id, channel, call, each.requests, each.last))
            for (account_id, token_id, channel, call), each in taken.items()
        ]


@asynccontextmanager
async def recording(
    database: Database, counts: UsageCounts, every: float = STORE_EVERY
) -> AsyncIterator[None]:
    """Store the counts at regular intervals during a block, and once more at its end.

    Counts that cannot be stored are lost: no request waits for them, and nothing is decided by them.
    """
    try:
        async with run_beside(_store_repeatedly(database, counts, every)):
            yield
    finally:
        await _store(database, counts, LAST_STORE)


async def _store_repeatedly(database: Database, counts: UsageCounts, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        await _store(database, counts, STORE_EVERY)


async def _store(database: Database, counts: UsageCounts, within: float) -> None:
    try:
        async with asyncio.timeout(within):
            await store_usage(database, counts.take())
    except Exception:  # the next counts may be stored
        logger.exception("Counts of used calls could not be stored")
