"""What a subscription keeps that goes on for days."""

import gc

from api.graphql.transport.options import Options
from api.graphql.transport.parameters import from_mapping
from api.graphql.transport.pipeline import Pipeline
from tests.api.graphql.transport.schema import SCHEMA, Shelf

EVENTS = 500
QUERY = f"subscription {{ books(upto: {EVENTS}) {{ title author {{ name }} binding {{ material }} }} }}"


async def test_nothing_is_kept_of_events_that_were_told() -> None:
    pipeline, parameters, shelf = Pipeline(SCHEMA, Options()), from_mapping({"query": QUERY}), Shelf()
    admitted = pipeline.admit(pipeline.prepared(parameters, shelf), parameters, shelf, "request-7")
    objects, told = [], 0
    async for _ in pipeline.stream(admitted):
        told += 1
        if told in (EVENTS / 5, EVENTS):
            gc.collect()
            objects.append(len(gc.get_objects()))
    assert objects[1] - objects[0] < EVENTS / 5
