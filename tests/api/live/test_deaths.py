"""No change is lost if a process is killed."""

import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from tests.api.cli.conftest import serving
from tests.api.graphql.client import Client
from tests.api.live.conftest import Merchant, demo_usecases, gateway_over
from tests.api.live.followers import BEGINNING, socket_to, stream_from
from tests.persistence.embedded.processes import postmaster
from tests.running import Gateway


async def test_nothing_is_lost_when_a_process_is_killed(database: str) -> None:
    """Its follower goes on at the other process, from the last event that it saw."""
    with serving("--demo", DATABASE_URL=database) as one, serving("--demo", DATABASE_URL=database) as other:
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=other.url, timeout=60))
            merchant = Merchant(Client(Gateway(other.url, http, usecases=None), "demo"))  # type: ignore[arg-type]
            killed = await stack.enter_async_context(stream_from(one.url))
            there = await (await stack.enter_async_context(socket_to(other.url))).follow()
            (booked,) = await merchant.books("A")
            while killed.results.empty() or there.results.empty():
                await merchant.notes(booked, os.urandom(4).hex())
            one.stop(signal.SIGKILL)
            seen = [*await killed.rest()]
            for number in range(10):
                await merchant.notes(booked, str(number))
            last = seen[-1]["eventId"]
            resumed = await stack.enter_async_context(stream_from(other.url, last_event_id=last))
            while seen[-1]["delivery"]["notes"] != "9" or seen[-1]["changes"][0]["after"] != "9":
                seen.append(await resumed.change())
        numbers = [int(each["eventId"]) for each in seen]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_nothing_is_lost_when_postgres_is_killed(own_server: tuple[str, Path]) -> None:
    """A subscription may go on; a client that receives `UNAVAILABLE` resumes from the last event."""
    dsn, folder = own_server
    async with AsyncExitStack() as stack:
        usecases = await stack.enter_async_context(demo_usecases(dsn))
        one, other = [await stack.enter_async_context(gateway_over(dsn, usecases)) for _ in range(2)]
        merchant = Merchant(Client(one, "demo"))
        followers = [
            await (await stack.enter_async_context(socket_to(one.url))).follow(after=BEGINNING),
            await stack.enter_async_context(stream_from(other.url, after=BEGINNING)),
        ]
        (booked,) = await merchant.books("A")
        for follower in followers:
            assert (await follower.change())["eventId"] == "1"
        os.kill(postmaster(folder), signal.SIGKILL)
        await note_until_done(merchant, booked, "after the crash")
        await merchant.notes(booked, "and later")
        for follower in followers:
            received = await follower.changes(2)
            assert [each["eventId"] for each in received] == ["2", "3"]
            assert [each["changes"][0]["after"] for each in received] == ["after the crash", "and later"]


async def note_until_done(merchant: Merchant, booked: str, notes: str) -> None:
    """Try until the database is back; each refusal in between must be one that says so."""
    change = {"input": {"deliveries": [{"id": booked, "notes": notes}]}}
    document = "mutation ($input: UpdateDeliveriesInput!) { updateDeliveries(input: $input) { __typename } }"
    while "errors" in (answer := (await merchant.client.post(document, change)).json()):
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["UNAVAILABLE"]
