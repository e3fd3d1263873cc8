from typing import Any

import pytest

from tests.api.graphql.client import LIST, NEXT_THURSDAY, THURSDAY, Client, delivery


async def pages(client: Client, first: int, **wanted: object) -> list[dict[str, Any]]:
    """Every page of a list, one after the other."""
    found, after = [], None
    while True:
        answer = await client.ask(LIST, filter=wanted or None, first=first, after=after)
        found.append(answer["deliveries"])
        if not found[-1]["pageInfo"]["hasNextPage"]:
            return found
        after = found[-1]["pageInfo"]["endCursor"]


async def test_pages_show_everything_once_newest_first_while_others_book(merchant: Client) -> None:
    ids = await merchant.book(*[delivery(reference="paged")] * 7)
    answer = await merchant.ask(LIST, filter={"reference": "paged"}, first=3)
    seen = [each["id"] for each in answer["deliveries"]["nodes"]]
    await merchant.book(delivery(reference="paged"))
    for _ in range(2):
        after = answer["deliveries"]["pageInfo"]["endCursor"]
        answer = await merchant.ask(LIST, filter={"reference": "paged"}, first=3, after=after)
        seen += [each["id"] for each in answer["deliveries"]["nodes"]]
    assert seen == ids[::-1]
    assert answer["deliveries"]["pageInfo"]["hasNextPage"] is False


async def test_a_page_tells_where_it_stands(merchant: Client) -> None:
    await merchant.book(*[delivery(reference="stands")] * 5)
    found = await pages(merchant, 2, reference="stands")
    assert [len(page["nodes"]) for page in found] == [2, 2, 1]
    assert [page["pageInfo"]["hasPreviousPage"] for page in found] == [False, True, True]
    for page in found:
        assert [edge["node"]["id"] for edge in page["edges"]] == [each["id"] for each in page["nodes"]]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]


async def test_a_page_has_fifty_items_by_default_and_a_hundred_at_most(merchant: Client) -> None:
    await merchant.book(*[delivery(reference="many")] * 120)
    for first, size in ((..., 50), (None, 50), (0, 0), (1, 1), (100, 100)):
        variables = {} if first is ... else {"first": first}
        answer = await merchant.ask(LIST, filter={"reference": "many"}, **variables)
        assert len(answer["deliveries"]["nodes"]) == size
    for first in (-1, 101):
        assert await merchant.code(LIST, first=first) == "PAGE_SIZE_OUT_OF_RANGE"
    assert await merchant.code(LIST, first=2_147_483_647) == "LIMIT_COST"


async def test_a_cursor_of_anything_else_is_refused(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    sweeps_cursor = "U3dlZXBDdXJzb3I6NWFiM2I0Y2IwMzhjYmU5ODA1Yzk1N2Ix"
    for cursor in (booked, sweeps_cursor, "", "x", "\x00", "æøå", booked * 1000):
        assert await merchant.code(LIST, after=cursor) == "INVALID_CURSOR"


async def test_a_strangers_cursor_shows_nothing_of_the_stranger(merchant: Client, stranger: Client) -> None:
    mine = await merchant.book(delivery(reference="cursor"), delivery(reference="cursor"))
    answer = await merchant.ask(LIST, first=1)
    cursor = answer["deliveries"]["pageInfo"]["endCursor"]
    (theirs,) = await stranger.book(delivery(reference="cursor", deliveryDate="2099-01-01"))
    assert (await stranger.ask(LIST, after=cursor))["deliveries"]["nodes"] == []
    seen = (await stranger.ask(LIST))["deliveries"]["nodes"]
    assert {"id": theirs} in seen
    assert not [each for each in seen if each["id"] in mine]


async def test_filters_narrow_a_list_down_together(merchant: Client, dispatcher: Client) -> None:
    early, late, planned = await merchant.book(
        delivery(reference="f"), delivery(reference="f", deliveryDate=NEXT_THURSDAY), delivery(reference="f")
    )
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [planned]})
    for wanted, ids in (
        ({}, [planned, late, early]),
        ({"states": []}, [planned, late, early]),
        ({"states": ["CREATED"]}, [late, early]),
        ({"states": ["CREATED", "PLANNED"], "dateTo": THURSDAY}, [planned, early]),
        ({"dateFrom": NEXT_THURSDAY}, [late]),
        ({"dateFrom": NEXT_THURSDAY, "dateTo": THURSDAY}, []),
        ({"sweep": payload["sweep"]["id"]}, [planned]),
        ({"sweep": early}, []),
        ({"sweep": ""}, []),
    ):
        answer = await merchant.ask(LIST, filter={"reference": "f", **wanted})
        assert [each["id"] for each in answer["deliveries"]["nodes"]] == ids


@pytest.mark.parametrize("reference", ["a\x00b", "nobody's"])
async def test_a_reference_that_no_delivery_can_have_finds_none(merchant: Client, reference: str) -> None:
    answer = await merchant.ask(LIST, filter={"reference": reference})
    assert answer["deliveries"]["nodes"] == []
