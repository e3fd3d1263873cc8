"""A plan answers as graphql-core does, byte for byte, and costs the same."""

from collections.abc import AsyncIterator
from random import Random

import asyncpg
import pytest

from api.graphql.cursors import cursor, history_cursor, stop_cursor
from api.graphql.global_ids import DELIVERY, SWEEP, encode_id
from api.graphql.schema import gateway_schema
from api.graphql.transport.refusals import Refusal
from bench.documents import ONE, PAGE, PAGE_WITH_EVENTS
from domain.model.page import Place
from tests.api.graphql.plans.both_ways import BothWays
from tests.api.graphql.plans.random_queries import RandomQueries
from tests.api.graphql.plans.varied_rows import VariedRows
from tests.running import Gateway

OPERATIONS = 300


@pytest.fixture
async def rows(gateway: Gateway) -> AsyncIterator[VariedRows]:
    connection = await asyncpg.connect(gateway.dsn)
    varied = VariedRows()
    await varied.fill(connection)
    yield varied
    await connection.close()


async def test_random_operations_have_the_same_answer_by_a_plan(gateway: Gateway, rows: VariedRows) -> None:
    both, planned, refused = BothWays(gateway.usecases, "demo"), 0, 0
    found = operations(rows, 1)
    for _ in range(OPERATIONS):
        document, variables = found.take()
        try:
            answers = await both.ask(document, variables)
        except Refusal:
            refused += 1
            continue
        if answers.planned is not None:
            planned += 1
            assert answers.planned == answers.executed, f"{document} {answers.first_difference()}"
    assert planned > OPERATIONS // 2
    assert refused < OPERATIONS // 4


def operations(rows: VariedRows, seed: int) -> RandomQueries:
    ids = [*rows.deliveries[:20], *rows.sweeps, "x"]
    ids += [encode_id(DELIVERY, each) for each in rows.deliveries[20:40]]
    ids += [encode_id(SWEEP, each) for each in rows.sweeps]
    middle = rows.deliveries[30]
    cursors = [cursor(DELIVERY, Place(middle)), cursor(SWEEP, Place(rows.sweeps[2])), "bad"]
    cursors += [history_cursor(40), stop_cursor(20)]
    schema = gateway_schema()._schema  # noqa: SLF001 - it has no public name
    return RandomQueries(schema, Random(seed), ids, cursors)  # noqa: S311 - not a secret


async def test_the_documents_of_the_benchmark_are_planned(gateway: Gateway, rows: VariedRows) -> None:
    both = BothWays(gateway.usecases, "demo")
    for document in (ONE, PAGE, PAGE_WITH_EVENTS):
        answers = await both.ask(document, {"id": rows.deliveries[0]})
        assert answers.planned == answers.executed
