"""The primary dies for good and its synchronous standby takes over."""

import time

from tests.soak.audit import audit
from tests.soak.gateway_process import gateway_in
from tests.soak.pair import Node, dsn_of, pair_in
from tests.soak.postgres_seen import check_durable
from tests.soak.recovery import Recovery
from tests.soak.report import Measure
from tests.soak.scenario import Conditions, Findings
from tests.soak.traffic import Traffic, traffic_at
from tests.soak.under_load import call_measures, recovery_measures, remarks_of, strike_under

WITHIN = 10  # seconds from the kill, the promotion included


async def standby_promoted(conditions: Conditions) -> Findings:
    """The two change places in every round: who died begins anew as the standby of who took over."""
    async with pair_in(conditions.place) as nodes:
        primary, standby = nodes
        async with gateway_in(conditions.place, DATABASE_URL=dsn_of(nodes)) as gateway:
            async with primary.seen.connected() as connection:
                await check_durable(connection)
            promotions: list[float] = []
            recoveries: list[Recovery] = []
            async with traffic_at(gateway.url) as traffic:
                for _ in range(max(1, conditions.rounds // 2)):
                    recoveries.append(await _take_over(primary, standby, traffic, conditions, promotions))
                    await primary.follow(standby)
                    primary, standby = standby, primary
            async with primary.seen.connected() as connection:
                kept = await audit(connection, gateway.url, traffic.batches + traffic.probes)
            return Findings(
                [
                    Measure("rounds", len(recoveries)),
                    *kept,
                    *call_measures(traffic),
                    Measure("standby promoted, s", max(promotions)),
                    *recovery_measures(recoveries, WITHIN),
                    Measure("tracebacks in the gateway's log", gateway.tracebacks()),
                ],
                remarks_of(traffic),
            )


async def _take_over(
    primary: Node, standby: Node, traffic: Traffic, conditions: Conditions, promotions: list[float]
) -> Recovery:
    async def strike() -> None:
        began = time.monotonic()
        await primary.kill()
        await standby.promote()
        promotions.append(time.monotonic() - began)

    return await strike_under(traffic, conditions, strike)
