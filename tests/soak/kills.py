"""Processes are killed or restarted under load: nothing is lost, torn or doubled, and clients recover."""

import signal
from collections.abc import Awaitable, Callable

from tests.soak.audit import audit
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.postgres_seen import PostgresSeen, check_durable
from tests.soak.report import Measure
from tests.soak.traffic import traffic_at
from tests.soak.under_load import call_measures, recovery_measures, remarks_of, strike_under

Strike = Callable[[GatewayProcess, PostgresSeen], Awaitable[None]]


async def gateway_killed(conditions: Conditions) -> Findings:
    async def strike(gateway: GatewayProcess, _postgres: PostgresSeen) -> None:
        await gateway.kill()
        await gateway.start()

    return await _under_load(conditions, strike, within=5)


async def backend_killed(conditions: Conditions) -> Findings:
    async def strike(_gateway: GatewayProcess, postgres: PostgresSeen) -> None:
        await postgres.kill_backend()

    return await _under_load(conditions, strike, within=5)


async def postmaster_killed(conditions: Conditions) -> Findings:
    async def strike(_gateway: GatewayProcess, postgres: PostgresSeen) -> None:
        postgres.strike(signal.SIGKILL)

    return await _under_load(conditions, strike, within=10)


async def postgres_restarted(conditions: Conditions) -> Findings:
    """Shut Postgres down (fast); the gateway starts it again."""

    async def strike(_gateway: GatewayProcess, postgres: PostgresSeen) -> None:
        postgres.strike(signal.SIGINT)

    return await _under_load(conditions, strike, within=5)


async def gateway_restarted(conditions: Conditions) -> Findings:
    codes: list[int] = []

    async def strike(gateway: GatewayProcess, _postgres: PostgresSeen) -> None:
        codes.append(await gateway.terminate())
        await gateway.start()

    findings = await _under_load(conditions, strike, within=5, most_resets=0)
    findings.measures.append(
        Measure("SIGTERMs that ended in another code than 0", sum(map(bool, codes)), most=0)
    )
    return findings


async def _under_load(
    conditions: Conditions, strike: Strike, *, within: float, most_resets: int | None = None
) -> Findings:
    async with gateway_in(conditions.place) as gateway:
        postgres = PostgresSeen.below(conditions.place)

        async def once() -> None:
            await strike(gateway, postgres)

        async with postgres.connect() as connection:
            await check_durable(connection)
        async with traffic_at(gateway.url) as traffic:
            recoveries = [await strike_under(traffic, conditions, once) for _ in range(conditions.rounds)]
        async with postgres.connect() as connection:
            kept = await audit(connection, gateway.url, traffic.batches + traffic.probes)
        return Findings(
            [
                Measure("rounds", len(recoveries)),
                *kept,
                *call_measures(traffic, most_resets),
                *recovery_measures(recoveries, within),
                Measure("tracebacks in the gateway's log", gateway.tracebacks()),
            ],
            remarks_of(traffic),
        )
