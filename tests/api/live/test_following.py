"""Two gateways over one database, and subscriptions at both."""

from contextlib import AsyncExitStack

import pytest

from tests.api.graphql.client import DROP_OFF, PICKUP, THURSDAY, Client, delivery
from tests.api.live.conftest import Merchant
from tests.api.live.followers import BEGINNING, SWEPT, socket_to, stream_from
from tests.running import Gateway

Gateways = tuple[Gateway, Gateway]
LOOKED_UP = """subscription ($after: String) {
  deliveryChanged(after: $after) { eventId delivery { history { nodes { type } } } }
}"""


async def test_a_change_through_either_channel_reaches_the_followers_of_all_gateways_in_order(
    gateways: Gateways, merchant: Merchant
) -> None:
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(socket_to(each.url)) for each in gateways]
        followers = [await each.follow(after=BEGINNING) for each in sockets]
        followers += [
            await stack.enter_async_context(stream_from(each.url, after=BEGINNING)) for each in gateways
        ]
        (booked,) = await merchant.books("A")
        await merchant.notes(booked, "Ring twice")
        item = {"scheduled_id": await id_of(gateways[1], booked), "recipient_name": "Roma"}
        answer = await gateways[1].http.post("/v1.3/scheduled/update", json=[item], headers={"Token": "demo"})
        assert answer.status_code == 200, answer.text
        for follower in followers:
            changes = await follower.changes(3)
            assert [each["eventId"] for each in changes] == ["1", "2", "3"]
            assert [each["type"] for each in changes] == ["CREATED", "UPDATED", "UPDATED"]
            assert {each["delivery"]["id"] for each in changes} == {booked}
            assert all(each["after"] and each["before"] is None for each in changes[0]["changes"])
            assert changes[1]["changes"] == [{"path": "notes", "before": None, "after": "Ring twice"}]
            renamed = {"path": "recipient.name", "before": "Test user", "after": "Roma"}
            assert renamed in changes[2]["changes"]


async def id_of(gateway: Gateway, booked: str) -> str:
    data = await Client(gateway, "demo").ask(
        "query ($id: ID!) { delivery(id: $id) { scheduledId } }", id=booked
    )
    scheduled: str = data["delivery"]["scheduledId"]
    return scheduled


async def test_without_an_event_id_only_new_events_are_sent(gateway: Gateway, merchant: Merchant) -> None:
    """The mark comes after the subscription on the same socket, so whatever follows it is news."""
    (booked,) = await merchant.books("A")
    async with socket_to(gateway.url) as socket:
        follower = await socket.follow()
        number = 0
        while follower.results.empty():
            number += 1
            await merchant.notes(booked, str(number))
        first = await follower.change()
        assert first["type"] == "UPDATED"
        assert int(first["eventId"]) > 1


async def test_a_subscriber_that_was_cut_off_resumes_where_it_was(
    gateways: Gateways, merchant: Merchant
) -> None:
    booked = await merchant.books("A", "B", "C")
    async with stream_from(gateways[0].url, after=BEGINNING) as follower:
        seen = [each["eventId"] for each in await follower.changes(2)]
    await merchant.notes(booked[0], "meanwhile")
    async with stream_from(gateways[1].url, last_event_id=seen[-1], after=BEGINNING) as follower:
        assert [each["eventId"] for each in await follower.changes(2)] == ["3", "4"]
    async with socket_to(gateways[1].url) as socket:
        follower = await socket.follow(after="3")
        assert (await follower.change())["changes"][0]["after"] == "meanwhile"


async def test_a_filter_shows_what_passes_it_and_what_leaves_it(gateway: Gateway, merchant: Merchant) -> None:
    one, other = await merchant.books("A", "B")
    await merchant.client.do("deleteDeliveries", {"ids": [one, other]})
    async with stream_from(gateway.url, after=BEGINNING, filter={"reference": "B"}) as follower:
        received = await follower.changes(2)
        assert [each["type"] for each in received] == ["CREATED", "DELETED"]
        assert [each["delivery"]["state"] for each in received] == ["DELETED", "DELETED"]
    created = {"states": ["CREATED"]}
    async with stream_from(gateway.url, after=BEGINNING, filter=created) as follower:
        assert [each["type"] for each in await follower.changes(2)] == ["DELETED", "DELETED"]


async def test_a_sweep_is_followed_from_its_plan_to_its_end(gateway: Gateway, merchant: Merchant) -> None:
    dispatcher = Client(gateway, "demo-dispatcher")
    (booked,) = await merchant.books("A")
    plan = await dispatcher.do("planSweep", {"day": "2018-04-05", "deliveryIds": [booked]})
    sweep = plan["sweep"]["id"]
    await dispatcher.do("startSweep", {"id": sweep})
    async with socket_to(gateway.url) as socket:
        this = await socket.follow(SWEPT, id=sweep, after=BEGINNING)
        every = await socket.follow(SWEPT, after=BEGINNING)
        on_it = await socket.follow(filter={"sweep": sweep}, after=BEGINNING)
        for follower in (this, every):
            assert [each["type"] for each in await follower.changes(2)] == ["CREATED", "STARTED"]
        booking, planned, started = await on_it.changes(3)
        assert [booking["type"], planned["type"], started["type"]] == [
            "CREATED",
            "PLANNED",
            "STARTED",
        ]
        assert {"path": "sweep.id", "before": None, "after": sweep} in planned["changes"]


async def test_another_accounts_changes_are_never_sent(gateways: Gateways, merchant: Merchant) -> None:
    stranger = Merchant(Client(gateways[1], "demo-2"))
    dispatcher = Client(gateways[0], "demo-dispatcher")
    (booked,) = await merchant.books("A")
    plan = await dispatcher.do("planSweep", {"day": "2018-04-05", "deliveryIds": [booked]})
    async with socket_to(gateways[0].url, "demo-2") as socket:
        everything = await socket.follow(after=BEGINNING)
        their_sweep = await socket.follow(SWEPT, id=plan["sweep"]["id"], after=BEGINNING)
        of_nobody = await socket.follow(SWEPT, id="U3dlZXA6" + "0" * 32, after=BEGINNING)
        of_their_sweep = await socket.follow(filter={"sweep": plan["sweep"]["id"]}, after=BEGINNING)
        await merchant.books("B")
        (own,) = await stranger.client.book(delivery(deliveryDate="2099-01-01"))
        change = await everything.change()
        assert (change["delivery"]["id"], change["eventId"]) == (own, "1")
        assert [each.results.empty() for each in (everything, their_sweep, of_nobody, of_their_sweep)] == [
            True
        ] * 4


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ("", "INVALID_CURSOR"),
        ("-1", "INVALID_CURSOR"),
        ("\u0661", "INVALID_CURSOR"),
        ("9" * 19, "INVALID_CURSOR"),
        ("9" * 18, "CANNOT_RESUME"),
        ("3", "CANNOT_RESUME"),
    ],
)
async def test_what_is_no_event_of_the_account_is_nothing_to_go_on_from(
    gateway: Gateway, merchant: Merchant, after: str, code: str
) -> None:
    await merchant.books("A", "B")
    async with socket_to(gateway.url) as socket:
        assert await (await socket.follow(after=after)).error() == code
    async with stream_from(gateway.url, after=after) as follower:
        assert await follower.error() == code


async def test_what_is_kept_no_more_cannot_be_gone_on_from(gateway: Gateway, merchant: Merchant) -> None:
    await merchant.books("A", "B", "C")
    await gateway.database("DELETE FROM outbox WHERE number <= 2")
    async with socket_to(gateway.url) as socket:
        assert await (await socket.follow(after="1")).error() == "CANNOT_RESUME"
        assert (await (await socket.follow(after="2")).change())["eventId"] == "3"
        await gateway.database("DELETE FROM outbox")
        assert await (await socket.follow(after="2")).error() == "CANNOT_RESUME"
        quiet = await socket.follow(after="3")
        await merchant.books("D")
        assert (await quiet.change())["eventId"] == "4"


async def test_a_large_batch_is_sent_in_full_and_in_order(gateway: Gateway) -> None:
    """More than a follower's queue holds and more than is read at once."""
    async with socket_to(gateway.url) as socket:
        follower = await socket.follow(after=BEGINNING)
        await book_over_rest(gateway, 1_500)
        received = await follower.changes(1_500)
    assert [each["eventId"] for each in received] == [str(each) for each in range(1, 1_501)]
    assert [each["delivery"]["reference"] for each in received] == [str(each) for each in range(1_500)]


async def test_many_equal_subscribers_cost_few_statements(gateway: Gateway, merchant: Merchant) -> None:
    """Each result needs a look-up of its own; the statements of the change itself and of the feed are few."""
    (booked,) = await merchant.books("A")
    async with AsyncExitStack() as stack:
        tokens = ("demo", "demo", "demo-dispatcher")
        sockets = [await stack.enter_async_context(socket_to(gateway.url, each)) for each in tokens]
        followers = [await each.follow(LOOKED_UP, after=BEGINNING) for each in sockets for _ in range(30)]
        for _ in range(5):
            streaming = stream_from(gateway.url, document=LOOKED_UP, after=BEGINNING)
            followers.append(await stack.enter_async_context(streaming))
        for follower in followers:
            assert (await follower.change())["eventId"] == "1"
        before = await count_statements(gateway)
        await merchant.notes(booked, "Ring twice")
        changes = [await each.change() for each in followers]
        assert await count_statements(gateway) - before < len(followers) / 2
        assert all(each == changes[0] for each in changes)
        assert [each["type"] for each in changes[0]["delivery"]["history"]["nodes"]] == ["UPDATED", "CREATED"]
        assert all(each.results.empty() for each in followers)


async def count_statements(gateway: Gateway) -> float:
    metrics = (await gateway.http.get("/metrics")).text
    name = "delivery_gateway_database_statements_total"
    return sum(float(line.split()[-1]) for line in metrics.splitlines() if line.startswith(name))


async def book_over_rest(gateway: Gateway, count: int) -> None:
    """In one command, which would cost more than GraphQL allows."""
    place = {"zip": "2100", "city": "København", "address_1": PICKUP["address1"]}
    item = {
        "recipient_name": "Test user",
        "delivery_date": f"{THURSDAY}T12:00:00.000Z",
        "pickup_location": place,
        "delivery_location": {**place, "address_1": DROP_OFF["address1"]},
    }
    items = [{**item, "delivery_id": str(number)} for number in range(count)]
    answer = await gateway.http.post("/v1.3/scheduled/create", json=items, headers={"Token": "demo"})
    assert answer.status_code == 201


async def test_without_notify_the_feed_finds_everything_all_the_same(
    gateways: Gateways, merchant: Merchant
) -> None:
    async with stream_from(gateways[1].url, after=BEGINNING) as follower:
        (booked,) = await merchant.books("A")
        assert (await follower.change())["eventId"] == "1"
        quiet = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '% feed'"
        await gateways[0].database(quiet)
        await merchant.notes(booked, "in the dark")
        assert (await follower.change())["delivery"]["notes"] == "in the dark"
