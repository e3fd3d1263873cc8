import asyncio
from itertools import count

from api.system.slices import LoopSlices

ALWAYS_OVER = count().__next__  # a clock by which every slice is over at once


async def test_of_many_that_work_one_goes_on_in_each_turn_of_the_loop() -> None:
    slices, steps = LoopSlices(ALWAYS_OVER), 0

    async def work_long() -> None:
        nonlocal steps
        pace = slices.begin()
        while True:
            await pace.pause()
            steps += 1

    workers = [asyncio.create_task(work_long()) for _ in range(8)]
    most, before = 0, 0
    for _ in range(200):
        await asyncio.sleep(0)
        most, before = max(most, steps - before), steps
    for worker in workers:
        worker.cancel()
    assert most == 1
    assert steps > 50
