"""Equal subscriptions share the results of their events; the number of executions shows it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry

from api.graphql.transport import shared_results
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import from_mapping
from api.graphql.transport.pipeline import Pipeline

EVENTS = 30
FOLLOWERS = 20
FOLLOW = "subscription ($upto: Int!, $twice: Boolean) { news(upto: $upto) { text(twice: $twice) } }"


@dataclass(eq=False)
class News:
    number: int


@dataclass
class Newsroom:
    """The events that all `readers` receive once all follow, and how often one was executed."""

    readers: int
    news: Sequence[News] = field(default_factory=lambda: [News(each) for each in range(EVENTS)])
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    executed: int = 0
    started: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    async def wait_for_readers(self) -> None:
        self.readers -= 1
        if not self.readers:
            self.complete.set()
        await self.complete.wait()


@dataclass
class NewsReader:
    room: Newsroom
    account: str | None = "account"


Info = strawberry.Info[NewsReader, None]


@strawberry.type
class ShownNews:
    @strawberry.field
    async def text(self: News, info: Info, *, twice: bool | None = None) -> str:
        room = info.context.room
        room.executed += 1
        room.started.set()
        if room.held:
            await room.held.wait()
        return f"{self.number}" * (2 if twice else 1)

    @strawberry.field
    def failure(self: News, info: Info) -> str | None:
        info.context.room.executed += 1
        raise RuntimeError("password=hunter2")


@strawberry.type
class Query:
    nothing: int = 0


@strawberry.type
class Subscription:
    @strawberry.subscription(graphql_type=ShownNews)  # type: ignore[untyped-decorator]
    async def news(self, info: Info, upto: int) -> AsyncIterator[News]:
        await info.context.room.wait_for_readers()
        for each in info.context.room.news[:upto]:
            yield each


SCHEMA = strawberry.Schema(query=Query, subscription=Subscription)
OPTIONS = Options(audience_of=lambda context: context.account, event_id=lambda event: str(event.number))


@pytest.fixture(autouse=True)
def _shared_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(shared_results, "SHARED_FOR", 600.0)


async def follow(
    pipeline: Pipeline, reader: NewsReader, query: str = FOLLOW, upto: int = EVENTS, **variables: object
) -> list[dict[str, Any]]:
    parameters = from_mapping({"query": query, "variables": {"upto": upto, **variables}})
    charge = pipeline.begin(reader)
    prepared = pipeline.prepare(parameters, charge)
    name = f"request-{id(reader)}"
    admitted = await pipeline.admit(prepared, parameters, reader, charge, name)
    async with aclosing(pipeline.stream(admitted)) as payloads:
        return [json.loads(each.text) async for each in payloads]


async def test_equal_subscriptions_execute_an_event_once_and_each_receives_all_in_order() -> None:
    room, pipeline = Newsroom(FOLLOWERS), Pipeline(SCHEMA, OPTIONS)
    received = await asyncio.gather(*(follow(pipeline, NewsReader(room)) for _ in range(FOLLOWERS)))
    assert room.executed == EVENTS
    for results in received:
        assert [each["data"]["news"]["text"] for each in results] == [str(each) for each in range(EVENTS)]
        assert [each["extensions"]["eventId"] for each in results] == [str(each) for each in range(EVENTS)]


async def test_variables_that_only_choose_the_events_do_not_keep_subscriptions_apart() -> None:
    room, pipeline = Newsroom(2), Pipeline(SCHEMA, OPTIONS)
    few, many = await asyncio.gather(
        follow(pipeline, NewsReader(room), upto=5), follow(pipeline, NewsReader(room), upto=9)
    )
    assert (few, room.executed) == (many[:5], 9)


@pytest.mark.parametrize(
    ("account", "query", "variables"),
    [
        ("another", FOLLOW, {}),
        (None, FOLLOW, {}),
        ("account", FOLLOW, {"twice": True}),
        ("account", FOLLOW, {"twice": None}),
        ("account", f"{FOLLOW} # another", {}),
    ],
)
async def test_what_the_result_depends_on_keeps_subscriptions_apart(
    account: str | None, query: str, variables: dict[str, Any]
) -> None:
    room, pipeline = Newsroom(4), Pipeline(SCHEMA, OPTIONS)
    one = (follow(pipeline, NewsReader(room)) for _ in range(2))
    other = (follow(pipeline, NewsReader(room, account), query, **variables) for _ in range(2))
    received = await asyncio.gather(*one, *other)
    groups = 2 if account else 3  # what has no audience equals nothing
    assert room.executed == groups * EVENTS
    times = 2 if variables.get("twice") else 1
    assert received[3][7]["data"]["news"]["text"] == "7" * times


async def test_an_error_reaches_each_with_the_id_of_its_own_request() -> None:
    room, pipeline = Newsroom(3), Pipeline(SCHEMA, OPTIONS)
    readers = [NewsReader(room) for _ in range(3)]
    query = "subscription ($upto: Int!) { news(upto: $upto) { failure } }"
    received = await asyncio.gather(*(follow(pipeline, each, query, upto=2) for each in readers))
    assert room.executed == 2
    for reader, results in zip(readers, received, strict=True):
        assert [each["data"] for each in results] == [{"news": {"failure": None}}] * 2
        assert [each["extensions"]["eventId"] for each in results] == ["0", "1"]
        ids = [each["errors"][0]["extensions"]["requestId"] for each in results]
        assert ids == [f"request-{id(reader)}"] * 2


async def test_a_subscriber_that_leaves_in_the_middle_of_its_work_keeps_nobody_from_the_event() -> None:
    room, pipeline = Newsroom(3, held=asyncio.Event()), Pipeline(SCHEMA, OPTIONS)
    *others, maker = (asyncio.create_task(follow(pipeline, NewsReader(room), upto=1)) for _ in range(3))
    await asyncio.wait_for(room.started.wait(), 10)
    for _ in range(10):  # until the others wait for it
        await asyncio.sleep(0)
    assert room.executed == 1
    room.started.clear()
    maker.cancel()  # the last to come is the first to go on
    await asyncio.wait_for(room.started.wait(), 10)
    assert room.held is not None
    room.held.set()
    assert [len(each) for each in await asyncio.gather(*others)] == [1, 1]
    assert (room.executed, maker.cancelled()) == (2, True)


@pytest.mark.parametrize(("name", "bound"), [("MOST_RESULTS", 3), ("RESULTS_ROOM", 300)])
async def test_few_results_are_kept(monkeypatch: pytest.MonkeyPatch, name: str, bound: int) -> None:
    monkeypatch.setattr(shared_results, name, bound)
    room, pipeline = Newsroom(FOLLOWERS), Pipeline(SCHEMA, OPTIONS)
    received = await asyncio.gather(*(follow(pipeline, NewsReader(room)) for _ in range(FOLLOWERS)))
    assert {len(each) for each in received} == {EVENTS}
    assert 0 < len(pipeline.subscriptions.shared) <= 3


async def test_results_are_not_kept_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_results, "SHARED_FOR", 0.1)
    room, pipeline = Newsroom(2), Pipeline(SCHEMA, OPTIONS)
    await asyncio.gather(*(follow(pipeline, NewsReader(room), upto=1) for _ in range(2)))
    assert len(pipeline.subscriptions.shared) == 1
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(0.2, later.set)
    await later.wait()
    assert len(pipeline.subscriptions.shared) == 0
