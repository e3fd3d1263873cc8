"""Long operations run in slices, between which others are served."""

import asyncio

import pytest

from api.graphql.transport.options import Limits, Options
from api.graphql.transport.pace import SLICE, ExecutionPace
from api.graphql.transport.pipeline import Pipeline
from tests.api.graphql.transport.schema import SCHEMA, VOLUMES
from tests.api.graphql.transport.serving import admit

WIDE = Options(Limits(cost=1_000_000))  # the schema's lists state no length, so they cost as much as pages


@pytest.mark.parametrize("relation", ["volumes", "series"])
async def test_others_get_on_while_a_long_operation_runs(relation: str) -> None:
    query = f"{{ book {{ {relation} {{ {relation} {{ {relation} {{ title }} }} }} }} }}"
    pipeline = Pipeline(SCHEMA, WIDE)
    running = asyncio.create_task(pipeline.answer(await admit(pipeline, query)))
    rounds = 0
    while not running.done():
        await asyncio.sleep(0)
        rounds += 1
    assert "errors" not in running.result().content
    assert rounds >= VOLUMES**3 / SLICE


async def test_of_several_long_operations_one_works_in_each_round() -> None:
    turns, done = asyncio.Lock(), 0

    async def work() -> None:
        nonlocal done
        pace = ExecutionPace(turns)
        for _ in range(10):
            for _ in range(SLICE):
                pace.count()
            await pace.wait()
            done += 1

    working = asyncio.gather(*(work() for _ in range(20)))
    most, before = 0, 0
    while not working.done():
        await asyncio.sleep(0)
        most, before = max(most, done - before), done
    assert (done, most) == (200, 1)


async def test_a_cancelled_wait_for_a_slice_does_not_block_others() -> None:
    pace = ExecutionPace(asyncio.Lock())
    for _ in range(SLICE):
        pace.count()
    waiting = [asyncio.create_task(pace.wait()) for _ in range(3 * SLICE)]
    await asyncio.sleep(0)
    for each in waiting[1::2]:
        each.cancel()
    await asyncio.wait_for(asyncio.gather(*waiting[::2]), 10)
