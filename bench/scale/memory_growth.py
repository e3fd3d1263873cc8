"""The gateway's memory over many requests, and over many documents that it never saw."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import count, cycle, islice
from typing import Final

from bench.http import send_requests
from bench.scale.figures import ScaleFigure
from bench.scale.fill import MIDDLE, ScaledDatabase
from bench.scale.lists import FILTERS, graphql_request, list_query
from bench.systems import RunningSystem
from tests.soak.process_seen import memory

QUARTERS: Final = 4
CONNECTIONS: Final = 16
BLOCK: Final = 2_000
"""Requests that are made at a time."""
MIB: Final = 1024


async def measure_memory(
    running: RunningSystem, filled: ScaledDatabase, requests: int, documents: int
) -> AsyncIterator[ScaleFigure]:
    token, numbers = filled.tokens[MIDDLE], count()
    queries = cycle(
        [list_query(FILTERS[name], fields="nodes { id state }") for name in ("no filter", "a day")]
    )

    def repeat(amount: int) -> Iterator[bytes]:
        return (graphql_request(token, query) for query in islice(queries, amount))

    def invent(amount: int) -> Iterator[bytes]:
        texts = (f"{{ viewer {{ a{number}: account {{ id }} }} }}" for number in islice(numbers, amount))
        return (graphql_request(token, text) for text in texts)

    for name, amount, make in (("requests", requests, repeat), ("documents", documents, invent)):
        remark = await _watch(running, amount, make)
        yield ScaleFigure("memory of the gateway", f"{amount:,} {name}", (), remark)


async def _watch(running: RunningSystem, amount: int, make: Callable[[int], Iterator[bytes]]) -> str:
    """Return the resident memory before, and after each quarter of the requests."""
    seen = [memory(running.pid)]
    for _ in range(QUARTERS):
        left = amount // QUARTERS
        while left > 0:
            block = list(make(min(left, BLOCK)))
            await _send_once(running, block)
            left -= len(block)
        seen.append(memory(running.pid))
    return f"{', '.join(f'{each / MIB:.0f}' for each in seen)} MiB, before and after each quarter"


async def _send_once(running: RunningSystem, requests: Sequence[bytes]) -> None:
    queues = [requests[start::CONNECTIONS] for start in range(CONNECTIONS)]
    found = await send_requests(running.port, [queue for queue in queues if queue], None)
    if failure := found.failure or found.refused:
        raise RuntimeError(failure)
