"""The one course of every scenario in which something fails under traffic, and the figures it gives."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Sequence

from tests.soak.calls import Outcome
from tests.soak.recovery import Recovery
from tests.soak.report import Measure
from tests.soak.scenario import Conditions
from tests.soak.traffic import Traffic

PATIENCE = 60.0  # seconds until a scenario gives up; what was promised is far less
WARM_UP = (0.5, 1.5)  # seconds of load before each fault


async def strike_under(
    traffic: Traffic, conditions: Conditions, strike: Callable[[], Awaitable[None]]
) -> Recovery:
    """Let something fail after a while of traffic, and wait until every client succeeds again."""
    await sleep(conditions.dice.uniform(*WARM_UP))
    recovery = traffic.fault()
    await strike()
    recovery.felt()
    await recovery.complete(PATIENCE)
    return recovery


def recovery_measures(recoveries: Sequence[Recovery], within: float) -> list[Measure]:
    """The slowest of all rounds, in seconds after the fault."""
    channels = [
        Measure(
            f"first success at {channel}, s", max(each.first(channel) for each in recoveries), most=within
        )
        for channel in ("REST", "GraphQL")
    ]
    return [*channels, Measure("every client succeeds again, s", max(each.last() for each in recoveries))]


def call_measures(traffic: Traffic, most_resets: int | None = None) -> list[Measure]:
    """How the calls at both doors ended; resets are no fault of whoever was killed."""
    promised = dict.fromkeys((Outcome.SERVER_ERROR, Outcome.REFUSED, Outcome.SILENCE), 0)
    promised |= {} if most_resets is None else {Outcome.RESET: most_resets}
    waits = [batch.seconds for batch in traffic.batches if batch.acknowledged]
    return [
        *(
            Measure(outcome, traffic.count(outcome), most=promised.get(outcome))
            for outcome in Outcome
            if outcome is not Outcome.DONE
        ),
        Measure("batches that took several attempts", sum(batch.attempts > 1 for batch in traffic.batches)),
        Measure("answers that were replayed", sum(batch.replayed for batch in traffic.batches)),
        Measure("longest from first attempt to yes, s", max(waits, default=0.0)),
    ]


def remarks_of(traffic: Traffic) -> list[str]:
    """What was unexpected, each with how often it was met."""
    return [f"{count} x {said}" for said, count in traffic.remarks.most_common(8)]
