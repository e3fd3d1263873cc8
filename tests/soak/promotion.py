"""The primary dies and its synchronous standby takes over."""

import time

from tests.soak.audit import audit
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import gateway_in
from tests.soak.pair import ServerNode, dsn_of, pair_in
from tests.soak.postgres_seen import check_durable
from tests.soak.recovery import Recovery
from tests.soak.report import Measure
from tests.soak.traffic import Traffic, traffic_at
from tests.soak.under_load import call_measures, recovery_measures, remarks_of, strike_under

WITHIN = 10  # seconds from the kill, the promotion included


async def standby_promoted(conditions: Conditions) -> Findings:
    """Swap the two servers in every round: the dead one becomes the standby of the other."""
    async with pair_in(conditions.place) as nodes:
        primary, standby = nodes
        async with gateway_in(conditions.place, DATABASE_URL=dsn_of(nodes)) as gateway:
            async with primary.postgres.connect() as connection:
                await check_durable(connection)
            promotions: list[float] = []
            recoveries: list[Recovery] = []
            async with traffic_at(gateway.url) as traffic:
                for _ in range(max(1, conditions.rounds // 2)):
                    recoveries.append(await _take_over(primary, standby, traffic, conditions, promotions))
                    await primary.follow(standby)
                    primary, standby = standby, primary
            async with primary.postgres.connect() as connection:
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
    primary: ServerNode,
    standby: ServerNode,
    traffic: Traffic,
    conditions: Conditions,
    promotions: list[float],
) -> Recovery:
    async def strike() -> None:
        began = time.monotonic()
        await primary.kill()
        await standby.promote()
        promotions.append(time.monotonic() - began)

    return await strike_under(traffic, conditions, strike)
