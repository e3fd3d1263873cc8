"""A plan races an update or a delete of the same deliveries, over HTTP: one wins, and the lock holds."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.soak.bookings import CREATE, DAY, graphql_booking
from tests.soak.calls import DISPATCHER, LONGEST_WAIT, CallOutcome, CallResult, graphql, rest
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import gateway_in
from tests.soak.postgres_seen import Connection, PostgresSeen
from tests.soak.report import Measure
from tests.soak.traffic import batch_of

Booked = dict[str, str]  # a delivery's id at either channel

RACES_A_ROUND = 100
SIDE_BY_SIDE = 4
TOGETHER = 3
PLAN = """mutation($input: PlanSweepInput!) {
  planSweep(input: $input) { sweep { id } violations { code } }
}"""
DELETE = """mutation($input: DeleteDeliveriesInput!) {
  deleteDeliveries(input: $input) { deliveries { id } violations { code } }
}"""
CHANGED_WHEN_LOCKED = """
    SELECT count(*) FROM event AS change JOIN event AS lock USING (account_id, subject, subject_id)
    WHERE lock.event_type = 'planned' AND change.event_type IN ('updated', 'deleted')
    AND change.number > lock.number
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
STATES = "SELECT id, state, notes FROM delivery WHERE account_id = 'demo' AND id = ANY($1)"


@dataclass(frozen=True, slots=True)
class Race:
    """The outcome of one race, according to the answers."""

    ids: frozenset[str]
    deleting: bool
    planned: bool
    changed: bool

    def expected_state(self) -> tuple[str, str]:
        if self.deleting:
            return ("DELETED" if self.changed else "PLANNED"), ""
        return "PLANNED", "changed" if self.changed else ""

    def is_consistent(self) -> bool:
        """Whether exactly one of a delete and a plan has succeeded; an update never prevents a plan."""
        return self.planned != self.changed if self.deleting else self.planned


@dataclass(slots=True)
class Races:
    """All races and the outcomes of their calls."""

    http: httpx.AsyncClient
    races: list[Race] = field(default_factory=list)
    outcomes: Counter[CallOutcome] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    async def run(self, number: int) -> None:
        """Run one race; both commands name the same deliveries, in orders that change from race to race."""
        booked = await self._book()
        deleting = bool(number % 2)
        planning = self._plan(booked[number % 3 :] + booked[: number % 3])
        changing = self._delete(booked[::-1]) if deleting else self._update(booked[::-1])
        if number % 4 < 2:
            planned, changed = await asyncio.gather(planning, changing)
        else:
            changed, planned = await asyncio.gather(changing, planning)
        ids = frozenset(each["scheduledId"] for each in booked)
        self.races.append(Race(ids, deleting, planned, changed))

    async def _book(self) -> list[Booked]:
        order = {"deliveries": [graphql_booking(reference) for reference in batch_of(TOGETHER).references]}
        call = await graphql(self.http, CREATE, input=order)
        if not self._is_done(call):
            raise RuntimeError(f"no delivery could be booked: {call}")
        booked: list[Booked] = call.body["createDeliveries"]["deliveries"]
        return booked

    async def _plan(self, booked: list[Booked]) -> bool:
        order = {"day": DAY, "deliveryIds": [each["id"] for each in booked]}
        call = await graphql(self.http, PLAN, DISPATCHER, input=order)
        return self._is_done(call) and bool(call.body["planSweep"]["sweep"])

    async def _update(self, booked: list[Booked]) -> bool:
        body = [{"scheduled_id": each["scheduledId"], "delivery_notes": "changed"} for each in booked]
        return self._is_done(await rest(self.http, "/v1.3/scheduled/update", body))

    async def _delete(self, booked: list[Booked]) -> bool:
        call = await graphql(self.http, DELETE, input={"ids": [each["id"] for each in booked]})
        return self._is_done(call) and not call.body["deleteDeliveries"]["violations"]

    def _is_done(self, call: CallResult) -> bool:
        self.outcomes[call.outcome] += 1
        if call.said and "delivery_locked" not in call.said:
            self.remarks[call.said] += 1
        return call.outcome is CallOutcome.DONE


async def plans_race_changes(conditions: Conditions) -> Findings:
    rounds = conditions.rounds * RACES_A_ROUND
    async with gateway_in(conditions.place) as gateway:
        async with httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT) as http:
            course, numbers = Races(http), iter(range(rounds))

            async def lane() -> None:
                for number in numbers:
                    await course.run(number)

            await asyncio.gather(*(lane() for _ in range(SIDE_BY_SIDE)))
        async with PostgresSeen.below(conditions.place).connect() as connection:
            return Findings(
                await _measures(course, connection), [f"{n} x {said}" for said, n in course.remarks.items()]
            )


async def _measures(course: Races, connection: Connection) -> list[Measure]:
    kept = {
        row["id"]: (row["state"], row["notes"])
        for race in course.races
        for row in await connection.fetch(STATES, race.ids)
    }
    wrong = sum({kept[each] for each in race.ids} != {race.expected_state()} for race in course.races)
    outcomes = course.outcomes
    return [
        Measure("races", len(course.races), least=1),
        Measure("won by the plan", sum(not race.changed for race in course.races), least=1),
        Measure("won by the update or delete", sum(race.changed for race in course.races), least=1),
        Measure("changes of planned deliveries", await connection.fetchval(CHANGED_WHEN_LOCKED), most=0),
        Measure(
            "races whose answers contradict each other",
            sum(not race.is_consistent() for race in course.races),
            most=0,
        ),
        Measure("races that left another state than the answers say", wrong, most=0),
        Measure("errors of the server, deadlocks among them", outcomes[CallOutcome.SERVER_ERROR], most=0),
        Measure("503", outcomes[CallOutcome.UNAVAILABLE], most=0),
        Measure("deadlocks in Postgres", await connection.fetchval(DEADLOCKS)),
    ]
