"""How often other tasks have their turn."""

import asyncio
from collections.abc import Awaitable


async def count_turns(work: Awaitable[object]) -> int:
    """Return how often another task ran while the work was done; raises what the work raises."""
    ran = 0

    async def run_often() -> None:
        nonlocal ran
        while True:
            ran += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(run_often())
    try:
        await work
    finally:
        other.cancel()
    return ran
