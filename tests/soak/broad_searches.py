"""Sixteen clients of one account repeatedly search for frequent words, and some disconnect early."""

import asyncio
from collections import Counter
from itertools import cycle
from typing import Final

import httpx

from tests.soak.calls import MERCHANT
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.hostile import compare
from tests.soak.postgres_seen import PostgresSeen
from tests.soak.report import Measure

DELIVERIES: Final = 300_000
CLIENTS: Final = 16
LEAVING: Final = 5  # of them
LEAVES_AFTER: Final = 0.05  # seconds
LONGEST_WAIT: Final = 30.0

# All of them contain `jens`, the older half also `gammel`.
FILL: Final = """
INSERT INTO delivery
SELECT made.* FROM (SELECT demo FROM delivery AS demo WHERE account_id = 'demo' LIMIT 1) AS model,
    generate_series(1, $1::integer) AS n,
    jsonb_populate_record(model.demo, jsonb_build_object(
        'id', lpad(to_hex(n), 24, '0'), 'reference', 'order ' || n, 'recipient_name', 'Jens ' || n % 997,
        'label', CASE WHEN 2 * n < $1 THEN 'gammel' ELSE '' END, 'delivery_date', date '2018-04-05' + n % 500,
        'state', 'CREATED', 'sweep_id', NULL, 'position', NULL)) AS made
"""
SEARCHES: Final = tuple(
    f'{{ deliveries(first: 1, filter: {{text: "{text}"}}, orderBy: {order}) {{ nodes {{ id }} {count} }} }}'
    for text in ("jens", "gammel", "j", "gammel jens")
    for order in ("CREATED_DESC", "DELIVERY_DATE_ASC")
    for count in ("", "totalCount")
)


async def broad_searches(conditions: Conditions) -> Findings:
    place, answers = conditions.place, Counter[str]()

    async def attack(gateway: GatewayProcess) -> None:
        async with asyncio.TaskGroup() as clients:
            for number in range(CLIENTS):
                seconds = LEAVES_AFTER if number < LEAVING else LONGEST_WAIT
                clients.create_task(_search_repeatedly(gateway.url, seconds, answers))

    async with gateway_in(place, GATEWAY_RATE_LIMIT="0") as gateway:
        async with PostgresSeen.below(place).connect() as connection:
            await connection.execute(FILL, DELIVERIES)
            await connection.execute("ANALYZE delivery")
        found = await compare(gateway, attack)
        broken = answers.total() - sum(answers[each] for each in ("200", "503", "left"))
        return Findings(
            [
                *found.measures(),
                Measure("searches answered", answers["200"], least=1),
                Measure("searches answered with 503", answers["503"]),
                Measure("searches left", answers["left"], least=1),
                Measure("searches that ended otherwise", broken, most=0),
                Measure("tracebacks in the gateway's log", gateway.tracebacks(), most=0),
            ],
            [f"{count} x {answer}" for answer, count in answers.most_common()],
        )


async def _search_repeatedly(url: str, seconds: float, answers: Counter[str]) -> None:
    async with httpx.AsyncClient(base_url=url, headers=MERCHANT, timeout=seconds) as http:
        for search in cycle(SEARCHES):
            answers[await _outcome(http, search)] += 1


async def _outcome(http: httpx.AsyncClient, search: str) -> str:
    try:
        answer = await http.post("/graphql", json={"query": search})
    except httpx.TimeoutException:
        return "left"
    except httpx.HTTPError as error:
        return repr(error)
    return str(answer.status_code)
