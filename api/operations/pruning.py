"""Deletion of what has expired while the gateway runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from api.operations.background import run_beside
from domain.ports import Clock
from persistence.engine.database import Database
from persistence.expiry import prune_keys, prune_outbox, prune_usage

logger = logging.getLogger(__name__)

PRUNE_EVERY: Final = 600.0  # seconds
PRUNERS: Final = {
    "usage of calls": prune_usage,
    "idempotency keys": prune_keys,
    "events of the outbox": prune_outbox,
}


@asynccontextmanager
async def pruning(database: Database, clock: Clock) -> AsyncIterator[None]:
    """Prune at regular intervals during a block; all processes may do so at the same time."""
    async with run_beside(_prune_repeatedly(database, clock)):
        yield


async def _prune_repeatedly(database: Database, clock: Clock) -> None:
    while True:
        for name, prune in PRUNERS.items():
            try:
                await prune(database, clock.now())
            except Exception:  # the next attempt may succeed, and no client waits for this one
                logger.exception("Expired %s could not be pruned", name)
        await asyncio.sleep(PRUNE_EVERY)
