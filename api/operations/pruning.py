"""What has expired is forgotten while the gateway runs, also of accounts that have fallen silent."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.ports import Clock
from persistence.commands.keys import prune
from persistence.engine.database import Database

logger = logging.getLogger(__name__)

EVERY = 600.0  # seconds


@asynccontextmanager
async def pruning(database: Database, clock: Clock) -> AsyncIterator[None]:
    """Prune now and then for the time of a block; every process may do so, they leave each other alone."""
    task = asyncio.create_task(_prune_again_and_again(database, clock))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _prune_again_and_again(database: Database, clock: Clock) -> None:
    while True:
        try:
            await prune(database, clock.now())
        except Exception:  # whatever it is, it may be gone the next time, and nobody waits for this
            logger.exception("Expired idempotency keys could not be pruned")
        await asyncio.sleep(EVERY)
