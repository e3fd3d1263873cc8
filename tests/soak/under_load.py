"""The course and the figures of all scenarios with a fault under traffic."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Sequence

from tests.soak.calls import CallOutcome
from tests.soak.conditions import Conditions
from tests.soak.recovery import Recovery
from tests.soak.report import Measure
from tests.soak.traffic import Traffic

LONGEST_WAIT = 60.0  # seconds until a scenario fails; the promises are far shorter
WARM_UP = (0.5, 1.5)  # seconds of load before each fault


async def strike_under(
    traffic: Traffic, conditions: Conditions, strike: Callable[[], Awaitable[None]]
) -> Recovery:
    """Inject a fault after some traffic, and wait until every client succeeds again."""
    await sleep(conditions.dice.uniform(*WARM_UP))
    recovery = traffic.note_fault()
    await strike()
    recovery.notice_fault()
    await recovery.wait_until_complete(LONGEST_WAIT)
    return recovery


def recovery_measures(recoveries: Sequence[Recovery], within: float) -> list[Measure]:
    """Return the slowest recovery of all rounds, in seconds after the fault."""
    channels = [
        Measure(
            f"first success over {channel}, s", max(each.first(channel) for each in recoveries), most=within
        )
        for channel in ("REST", "GraphQL")
    ]
    return [*channels, Measure("every client succeeds again, s", max(each.last() for each in recoveries))]


def call_measures(traffic: Traffic, most_resets: int | None = None) -> list[Measure]:
    """Return the outcomes of the calls; resets are allowed if the gateway is killed."""
    promised = dict.fromkeys((CallOutcome.SERVER_ERROR, CallOutcome.REFUSED, CallOutcome.SILENCE), 0)
    promised |= {} if most_resets is None else {CallOutcome.RESET: most_resets}
    waits = [batch.seconds for batch in traffic.batches if batch.is_acknowledged]
    return [
        *(
            Measure(outcome, traffic.count(outcome), most=promised.get(outcome))
            for outcome in CallOutcome
            if outcome is not CallOutcome.DONE
        ),
        Measure("batches that took several attempts", sum(batch.attempts > 1 for batch in traffic.batches)),
        Measure("answers that were replayed", sum(batch.replayed for batch in traffic.batches)),
        Measure("longest from first attempt to success, s", max(waits, default=0.0)),
    ]


def remarks_of(traffic: Traffic) -> list[str]:
    """Return what was unexpected, with counts."""
    return [f"{count} x {said}" for said, count in traffic.remarks.most_common(8)]
