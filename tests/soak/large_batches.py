"""The largest batches of both channels, one after the other, beside a good client of another account."""

from collections import Counter
from statistics import median
from typing import Final

import httpx

from tests.soak.bookings import CREATE, booking, graphql_booking
from tests.soak.calls import LONGEST_WAIT, MERCHANT, CallOutcome, graphql, rest
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.hostile import compare
from tests.soak.report import Measure

REST_ITEMS: Final = 10_000
GRAPHQL_ITEMS: Final = 998
MOST_ADDED: Final = 20.0  # ms


async def large_batches(conditions: Conditions) -> Findings:
    """Run one round; the attack repeats its batches."""
    outcomes: Counter[CallOutcome] = Counter()

    async def attack(gateway: GatewayProcess) -> None:
        async with httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT) as http:
            batch = [booking(str(number)) for number in range(REST_ITEMS)]
            outcomes[(await rest(http, "/v1.3/scheduled/create", batch)).outcome] += 1
            order = {"deliveries": [graphql_booking(str(number)) for number in range(GRAPHQL_ITEMS)]}
            outcomes[(await graphql(http, CREATE, MERCHANT, input=order)).outcome] += 1

    async with gateway_in(conditions.place, GATEWAY_RATE_LIMIT="0") as gateway:
        found = await compare(gateway, attack)
        added = (median(found.beside) - median(found.alone)) * 1000
        done = outcomes[CallOutcome.DONE]
        return Findings(
            [
                *found.measures(),
                Measure("what a batch adds to the p99, ms", added, most=MOST_ADDED),
                Measure("batches that were done", done, least=1),
                Measure("batches that ended otherwise", outcomes.total() - done, most=0),
                Measure("tracebacks in the gateway's log", gateway.tracebacks(), most=0),
            ]
        )
