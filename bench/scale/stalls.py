"""What an account waits for while another one sends what takes long."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from statistics import median
from typing import Final

from bench.documents import CREATE
from bench.http import Round, http_request, send_requests
from bench.measure import percentile
from bench.scale.figures import ScaleFigure
from bench.scale.fill import LARGEST, MIDDLE, NEIGHBOUR, ScaledDatabase
from bench.scale.lists import FILTERS, ORDERS, graphql_request, list_query
from bench.systems import RunningSystem
from bench.workload import LARGE_BATCH, graphql_items, rest_items

RUNS: Final = 5
SECONDS: Final = 3.0
CLIENTS: Final = 16
GRAPHQL_BATCH: Final = 998
SEARCHES: Final = [
    list_query(FILTERS[name], order)
    for name in ("words: frequent", "words: half of all", "words: one match", "words in a day")
    for order in ORDERS
]


async def measure_stalls(running: RunningSystem, filled: ScaledDatabase) -> AsyncIterator[ScaleFigure]:
    """Measure the settings reads of a neighbour, alone and beside each attack; medians of some runs."""
    subject = "settings read of another account"
    for name, queues in _attacks(filled.tokens).items():
        runs = [await _run_beside(running.port, filled.tokens[NEIGHBOUR], queues) for _ in range(RUNS)]
        p50, p99 = (median(percentile(own.latencies, percent) for own, _ in runs) for percent in (50, 99))
        statuses = sum((other.statuses for _, other in runs), Counter[int]())
        remark = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))
        yield ScaleFigure(subject, name, (p50, p99), remark)


def _attacks(tokens: Mapping[str, str]) -> Mapping[str, Sequence[Sequence[bytes]]]:
    batch = {"query": CREATE, "variables": {"input": {"deliveries": graphql_items(GRAPHQL_BATCH)}}}
    create = http_request("POST", "/v1.3/scheduled/create", tokens[MIDDLE], rest_items(LARGE_BATCH))
    searches = [graphql_request(tokens[LARGEST], query) for query in SEARCHES]
    return {
        "alone": [],
        f"beside a REST create of {LARGE_BATCH:,}": [[create]],
        f"beside a GraphQL create of {GRAPHQL_BATCH}": [
            [http_request("POST", "/graphql", tokens[MIDDLE], batch)]
        ],
        f"beside {CLIENTS} clients with the worst searches": [
            searches[n % 7 :] + searches for n in range(CLIENTS)
        ],
    }


async def _run_beside(port: int, token: str, queues: Sequence[Sequence[bytes]]) -> tuple[Round, Round]:
    """Return the rounds of the neighbour and of the attack."""
    settings = [[http_request("GET", "/v1/settings/config", token)]]
    own, other = await asyncio.gather(
        send_requests(port, settings, SECONDS), send_requests(port, queues, SECONDS)
    )
    if failure := own.failure or own.refused:
        raise RuntimeError(f"the settings were refused: {failure}")
    return own, other
