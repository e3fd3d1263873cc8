"""Random queries on 100,000 deliveries: none takes more CPU time than its cost pays for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tests.soak.broad_searches import FILL
from tests.soak.calls import MERCHANT
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.postgres_seen import PostgresSeen
from tests.soak.process_seen import children, running_seconds
from tests.soak.random_operations import Ids, random_operations
from tests.soak.report import Measure

DELIVERIES: Final = 100_000
STOPS: Final = 998
OPERATIONS_OF_A_ROUND: Final = 50
ATTEMPTS: Final = 3  # the quickest counts, as others share the machine
OF_ONE: Final = 0.002  # seconds of CPU time that one of cost pays for, and as much for any request
SHOWN: Final = 10

SWEEP: Final = """
WITH made AS (
    INSERT INTO sweep SELECT filled.* FROM jsonb_populate_record(NULL::sweep, jsonb_build_object(
        'id', $2::text, 'account_id', 'demo', 'day', date '2018-04-05', 'state', 'PLANNED',
        'created_at', now(), 'updated_at', now())) AS filled
    RETURNING id
)
UPDATE delivery SET sweep_id = made.id, state = 'PLANNED', position = chosen.place
FROM made, (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM delivery WHERE account_id = 'demo'
    ORDER BY id LIMIT $1
) AS chosen
WHERE delivery.account_id = 'demo' AND delivery.id = chosen.id
"""
SWEEP_ID: Final = "5ab3b4cb038cbe9805c957ff"
IDS: Final = """{
  sweeps { nodes { id } } settings { id } deliveries(first: 100) { nodes { id } }
  viewer { token { id } account { id } }
}"""


@dataclass(frozen=True, slots=True)
class Run:
    """One operation: its requested and actual cost, and the CPU seconds of gateway and Postgres."""

    operation: str
    requested: int
    cost: int
    seconds: float

    @property
    def excess(self) -> float:
        """The CPU seconds beyond what the cost pays for."""
        return self.seconds - OF_ONE * (1 + self.cost)


async def cost_of_work(conditions: Conditions) -> Findings:
    place = conditions.place
    async with gateway_in(place, GATEWAY_RATE_LIMIT="0") as gateway:
        postgres = PostgresSeen.below(place)
        async with postgres.connect() as connection:
            await connection.execute("ALTER SYSTEM SET max_parallel_workers_per_gather = 0")
            await connection.execute("SELECT pg_reload_conf()")
            await connection.execute(FILL, DELIVERIES)
            await connection.execute(SWEEP, STOPS, SWEEP_ID)
            await connection.execute("VACUUM ANALYZE delivery")
        async with httpx.AsyncClient(base_url=gateway.url, headers=MERCHANT, timeout=60) as http:
            make = random_operations(conditions.dice, await _ids(http))
            runs, refused = list[Run](), 0
            for _ in range(OPERATIONS_OF_A_ROUND * conditions.rounds):
                run = await _run(http, gateway, postgres, make())
                refused += run is None
                runs += [run] if run else []
        return Findings([*_measures(runs, refused), _tracebacks(gateway)], _remarks(runs))


async def _ids(http: httpx.AsyncClient) -> Ids:
    data = (await http.post("/graphql", json={"query": IDS})).json()["data"]
    return {
        "Delivery": [each["id"] for each in data["deliveries"]["nodes"]],
        "Sweep": [each["id"] for each in data["sweeps"]["nodes"]],
        "Settings": [data["settings"]["id"]],
        "Account": [data["viewer"]["account"]["id"]],
        "ApiToken": [data["viewer"]["token"]["id"]],
    }


async def _run(
    http: httpx.AsyncClient, gateway: GatewayProcess, postgres: PostgresSeen, operation: str
) -> Run | None:
    """Run an operation a few times; `None` if the gateway refuses it."""
    seconds, cost = list[float](), dict[str, int]()
    for _ in range(1 + ATTEMPTS):  # the first time prepares the document
        before = _cpu_seconds(gateway, postgres)
        answer: dict[str, Any] = (await http.post("/graphql", json={"query": operation})).json()
        seconds.append(_cpu_seconds(gateway, postgres) - before)
        if "data" not in answer:
            return None
        cost = answer["extensions"]["cost"]
    return Run(operation, cost["requested"], cost["actual"], min(seconds[1:]))


def _cpu_seconds(gateway: GatewayProcess, postgres: PostgresSeen) -> float:
    return sum(map(running_seconds, (gateway.pid, *children(postgres.file().pid))))


def _measures(runs: Sequence[Run], refused: int) -> list[Measure]:
    beyond = [run for run in runs if run.excess > 0]
    return [
        Measure("operations run", len(runs), least=1),
        Measure("operations refused for a limit", refused),
        Measure("highest actual cost", max(run.cost for run in runs)),
        Measure("operations that find more than they request", len(_exceeding(runs)), most=0),
        Measure("most CPU ms of one operation", max(run.seconds for run in runs) * 1000),
        Measure("operations dearer than their cost", len(beyond), most=0),
        Measure("most CPU ms beyond the cost", max(0.0, *(run.excess * 1000 for run in runs)), most=0),
    ]


def _tracebacks(gateway: GatewayProcess) -> Measure:
    return Measure("tracebacks in the gateway's log", gateway.tracebacks(), most=0)


def _exceeding(runs: Sequence[Run]) -> Sequence[Run]:
    return [run for run in runs if run.cost > run.requested]


def _remarks(runs: Sequence[Run]) -> list[str]:
    """The operations that are dearest for their cost."""
    worst = sorted(runs, key=lambda run: run.excess, reverse=True)[:SHOWN]
    return [
        f"{run.seconds * 1000:.1f} ms at a cost of {run.cost}: {run.operation}"
        for run in worst
        if run.excess > 0
    ] + [f"found {run.cost} of {run.requested}: {run.operation}" for run in _exceeding(runs)[:SHOWN]]
