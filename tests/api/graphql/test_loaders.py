from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from api.graphql.context import open_context
from api.graphql.schema import gateway_schema
from domain.model.auth import Channel, Scope
from domain.model.delivery import State
from domain.model.events import EventType, HistoryEntry
from domain.model.page import DeliveryFilter, HistoryRequest, Page, StopsRequest
from domain.model.sweep import StateCount, Stop, Sweep
from tests.channels.case_items import USUAL
from tests.fake_reader import InMemoryReader
from tests.fakes import World

SWEEPS = 5
ENTRIES = "history { nodes { at } } again: history(first: 1) { nodes { at } }"


@dataclass
class CountingReader(InMemoryReader):
    """Remembers which look-ups it was asked for."""

    asked: list[str] = field(default_factory=list)

    async def histories(
        self, account_id: str, delivery_ids: Sequence[str], request: HistoryRequest
    ) -> Mapping[str, Page[HistoryEntry]]:
        self.asked.append(f"{request.size} entries of {len(delivery_ids)}")
        return await super().histories(account_id, delivery_ids, request)

    async def locks(
        self,
        account_id: str,
        delivery_ids: Sequence[str],
        event_types: frozenset[EventType],
        left: frozenset[State],
    ) -> Mapping[str, HistoryEntry]:
        self.asked.append(f"locks of {len(delivery_ids)}")
        return await super().locks(account_id, delivery_ids, event_types, left)

    async def count_deliveries(self, account_id: str, wanted: DeliveryFilter) -> int:
        self.asked.append("count")
        return await super().count_deliveries(account_id, wanted)

    async def stops(
        self, account_id: str, sweep_ids: Sequence[str], request: StopsRequest
    ) -> Mapping[str, Page[Stop]]:
        self.asked.append(f"{request.size} stops of {len(sweep_ids)} sweeps")
        return await super().stops(account_id, sweep_ids, request)

    async def count_states(
        self, account_id: str, sweep_ids: Sequence[str]
    ) -> Mapping[str, Sequence[StateCount]]:
        self.asked.append(f"states of {len(sweep_ids)} sweeps")
        return await super().count_states(account_id, sweep_ids)

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Sweep]:
        self.asked.append(f"{len(ids)} sweeps")
        return await super().sweeps_by_id(account_id, ids)


async def asked_for(document: str) -> tuple[list[str], Any]:
    """The look-ups that a document costs where there are five sweeps of two deliveries each, and its data."""
    world = World()
    usecases = world.usecases
    _, token = await usecases.administration.add_token("account", "t", frozenset(Scope))
    caller = await usecases.access.authenticate(token, Channel.GRAPHQL, "r")
    for _ in range(SWEEPS):
        made = (await usecases.deliveries.create(caller, [USUAL, USUAL])).answer.deliveries
        await usecases.sweeps.plan(caller, date(2018, 4, 5), [each.id for each in made])
    reader = CountingReader(world.records)
    counted = replace(
        usecases,
        queries=replace(usecases.queries, reader=reader),
        advice=replace(usecases.advice, reader=reader),
    )
    context = await open_context(counted, token, "r", lambda: "127.0.0.1")
    result = await gateway_schema().execute(document, context_value=context)
    assert result.errors is None
    return reader.asked, result.data


async def test_the_sweeps_of_many_deliveries_cost_one_look_up() -> None:
    asked, data = await asked_for("{ deliveries { nodes { position sweep { id day } } } }")
    assert asked == [f"{SWEEPS} sweeps"]
    assert len({each["sweep"]["id"] for each in data["deliveries"]["nodes"]}) == SWEEPS


async def test_histories_and_locks_of_many_deliveries_cost_one_look_up_each() -> None:
    asked, data = await asked_for(f"{{ deliveries {{ nodes {{ {ENTRIES} editability {{ canUpdate }} }} }} }}")
    assert sorted(asked) == ["1 entries of 10", "10 entries of 10", "locks of 10"]
    assert [len(each["again"]["nodes"]) for each in data["deliveries"]["nodes"]] == [1] * 10


async def test_nothing_is_counted_unless_the_count_is_asked_for() -> None:
    asked, _ = await asked_for("{ deliveries { nodes { id } pageInfo { hasNextPage } } }")
    assert asked == []
    asked, data = await asked_for("{ deliveries(first: 1) { totalCount } }")
    assert (asked, data["deliveries"]["totalCount"]) == (["count"], SWEEPS * 2)


async def test_the_deliveries_of_many_sweeps_cost_one_look_up_a_level() -> None:
    asked, data = await asked_for("{ sweeps { nodes { id deliveries { nodes { id sweep { id } } } } } }")
    assert asked == [f"50 stops of {SWEEPS} sweeps", f"{SWEEPS} sweeps"]
    for sweep in data["sweeps"]["nodes"]:
        assert [each["sweep"]["id"] for each in sweep["deliveries"]["nodes"]] == [sweep["id"]] * 2


async def test_other_pages_of_the_same_sweeps_cost_another_look_up() -> None:
    ends = "deliveries(first: 1) { nodes { id } } last: deliveries(last: 1) { nodes { id } }"
    asked, data = await asked_for(f"{{ sweeps {{ nodes {{ {ends} }} }} }}")
    assert asked == [f"1 stops of {SWEEPS} sweeps"] * 2
    for sweep in data["sweeps"]["nodes"]:
        assert sweep["deliveries"]["nodes"] != sweep["last"]["nodes"]


async def test_the_counts_of_many_sweeps_cost_one_look_up() -> None:
    asked, data = await asked_for("{ sweeps { nodes { deliveryCount stateCounts { state count } } } }")
    assert asked == [f"states of {SWEEPS} sweeps"]
    counted = {"deliveryCount": 2, "stateCounts": [{"state": "PLANNED", "count": 2}]}
    assert data["sweeps"]["nodes"] == [counted] * SWEEPS


async def test_all_stops_are_counted_only_if_their_number_is_asked_for() -> None:
    asked, data = await asked_for("{ sweeps { nodes { deliveries(first: 1) { totalCount } } } }")
    assert asked == [f"1 stops of {SWEEPS} sweeps", f"states of {SWEEPS} sweeps"]
    assert data["sweeps"]["nodes"] == [{"deliveries": {"totalCount": 2}}] * SWEEPS
