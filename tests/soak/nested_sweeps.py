"""A query that goes in circles through a sweep, as far as its cost permits."""

import asyncio
from typing import Any, Final

import httpx

from tests.soak.bookings import CREATE, DAY, graphql_booking
from tests.soak.calls import DISPATCHER, LONGEST_WAIT, MERCHANT, CallOutcome, CallResult, graphql
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.hostile import compare
from tests.soak.report import Measure

STOPS: Final = 83
CLIENTS: Final = 4
EACH: Final = 5  # queries of one client in one attack
NESTED: Final = (
    f'{{ sweeps(filter: {{day: "{DAY}"}}) {{ nodes '
    "{ deliveries(first: 8) { nodes { sweep { deliveries(first: 8) { nodes { sweep { "
    "deliveries(first: 8) { nodes { id } } } } } } } } } } }"
)
PLAN: Final = "mutation($input: PlanSweepInput!) { planSweep(input: $input) { violations { code } } }"
MOST_BYTES: Final = 50_000


async def nested_sweeps(conditions: Conditions) -> Findings:
    """Run one round; the attack repeats its queries."""
    sizes: list[int] = []

    async def attack(gateway: GatewayProcess) -> None:
        async with httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT) as http:
            await asyncio.gather(*(_ask(http, sizes) for _ in range(CLIENTS)))

    async with gateway_in(conditions.place) as gateway:
        await _plan(gateway)
        found = await compare(gateway, attack)
        return Findings(
            [
                *found.measures(),
                Measure("queries that were answered", len(sizes)),
                Measure("largest answer, bytes", max(sizes, default=0), most=MOST_BYTES),
                Measure("tracebacks in the gateway's log", gateway.tracebacks(), most=0),
            ]
        )


async def _plan(gateway: GatewayProcess) -> None:
    """Put all stops on one sweep."""
    async with httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT) as http:
        order = {"deliveries": [graphql_booking(str(index)) for index in range(STOPS)]}
        booked = _payload(await graphql(http, CREATE, MERCHANT, input=order), "createDeliveries")
        ids = [each["id"] for each in booked["deliveries"]]
        plan = {"day": DAY, "deliveryIds": ids}
        _payload(await graphql(http, PLAN, DISPATCHER, input=plan), "planSweep")


def _payload(call: CallResult, mutation: str) -> dict[str, Any]:
    if call.outcome is not CallOutcome.DONE or call.body[mutation]["violations"]:
        raise RuntimeError(f"{mutation} was not done: {call}")
    payload: dict[str, Any] = call.body[mutation]
    return payload


async def _ask(http: httpx.AsyncClient, sizes: list[int]) -> None:
    """Send the queries of one client, one after the other."""
    for _ in range(EACH):
        answer = await http.post("/graphql", json={"query": NESTED}, headers=MERCHANT)
        sizes.append(len(answer.content))
