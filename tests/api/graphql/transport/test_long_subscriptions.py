"""The memory of long subscriptions, and their fairness to other requests when all have many events."""

import asyncio
import gc
from collections.abc import AsyncGenerator

from api.graphql.transport.options import Options
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.shared_results import Payload
from api.graphql.transport.subscriptions import AT_ONCE
from tests.api.graphql.transport.schema import SCHEMA
from tests.api.graphql.transport.serving import admit

EVENTS = 500
QUERY = f"subscription {{ books(upto: {EVENTS}) {{ title author {{ name }} binding {{ material }} }} }}"


async def stream(pipeline: Pipeline, query: str) -> AsyncGenerator[Payload, None]:
    async for content in pipeline.stream(await admit(pipeline, query)):
        yield content


async def test_nothing_is_kept_of_events_that_were_sent() -> None:
    objects, told = [], 0
    async for _ in stream(Pipeline(SCHEMA, Options()), QUERY):
        told += 1
        if told in (EVENTS / 5, EVENTS):
            gc.collect()
            objects.append(len(gc.get_objects()))
    assert objects[1] - objects[0] < EVENTS / 5


async def test_each_iteration_of_the_event_loop_sends_a_few_events_and_not_all() -> None:
    pipeline, told = Pipeline(SCHEMA, Options()), 0

    async def follow() -> None:
        nonlocal told
        async for _ in stream(pipeline, "subscription { count(upto: 50) }"):
            told += 1

    following = asyncio.gather(*(follow() for _ in range(50)))
    most, before = 0, 0
    while not following.done():
        await asyncio.sleep(0)
        most, before = max(most, told - before), told
    assert told == 50 * 50
    assert most <= 2 * AT_ONCE
