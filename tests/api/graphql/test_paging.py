"""Lists from both ends, in every order, while others book and delete."""

from typing import Any

import pytest

from tests.api.graphql.client import NEXT_THURSDAY, THURSDAY, Client, delivery

PAGE = """query($filter: DeliveryFilterInput, $orderBy: DeliveryOrder! = CREATED_DESC,
              $first: Int, $after: String, $last: Int, $before: String) {
  deliveries(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
COUNT = "query($filter: DeliveryFilterInput) { deliveries(filter: $filter, first: 1) { totalCount } }"
ORDERS = ["CREATED_DESC", "CREATED_ASC", "DELIVERY_DATE_ASC", "DELIVERY_DATE_DESC"]
LAST_THURSDAY = "2018-03-29"


async def page(client: Client, **variables: object) -> tuple[list[str], dict[str, Any]]:
    found = (await client.ask(PAGE, **variables))["deliveries"]
    return [each["id"] for each in found["nodes"]], found["pageInfo"]


async def walk_pages(client: Client, order: str, *, backward: bool, between: Any = None) -> list[str]:  # noqa: ANN401  a coroutine function
    """All ids, page by page from one end to the other; something else happens between two pages."""
    seen: list[str] = []
    cursor = None
    while True:
        ends = {"last": 2, "before": cursor} if backward else {"first": 2, "after": cursor}
        ids, info = await page(client, orderBy=order, **ends)
        seen = ids + seen if backward else seen + ids
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return seen
        cursor = info["startCursor" if backward else "endCursor"]
        if between:
            await between()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("backward", ["forward", "backward"])
async def test_nothing_is_shown_twice_or_left_out_while_others_book_and_delete(
    merchant: Client, order: str, backward: str
) -> None:
    days = [LAST_THURSDAY, THURSDAY, NEXT_THURSDAY]
    booked = await merchant.book(*[delivery(deliveryDate=days[number % 3]) for number in range(15)])
    staying, leaving = booked[::2], booked[1::2]

    async def others() -> None:
        await merchant.book(delivery(deliveryDate=days[len(leaving) % 3]))
        if leaving:
            await merchant.do("deleteDeliveries", {"ids": [leaving.pop(len(leaving) // 2)]})

    seen = await walk_pages(merchant, order, backward=backward == "backward", between=others)
    assert len(seen) == len(set(seen))
    assert set(staying) <= set(seen)


@pytest.mark.parametrize("order", ORDERS)
async def test_both_ways_lead_through_the_same_list(merchant: Client, order: str) -> None:
    days = [NEXT_THURSDAY, LAST_THURSDAY, THURSDAY]
    ids = await merchant.book(*[delivery(deliveryDate=days[number % 3]) for number in range(7)])
    by_day = {name: (days[number % 3], number) for number, name in enumerate(ids)}
    expected = sorted(ids, key=by_day.__getitem__) if "DATE" in order else ids
    expected = expected[::-1] if "DESC" in order else expected
    assert await walk_pages(merchant, order, backward=False) == expected
    assert await walk_pages(merchant, order, backward=True) == expected


async def test_a_page_can_be_asked_for_between_two_cursors(merchant: Client) -> None:
    ids = (await merchant.book(*[delivery()] * 6))[::-1]
    _, first = await page(merchant, first=1)
    _, last = await page(merchant, last=2)
    between = {"after": first["endCursor"], "before": last["startCursor"]}
    assert (await page(merchant, **between))[0] == ids[1:4]
    found, info = await page(merchant, last=2, **between)
    assert found == ids[2:4]
    assert (info["hasPreviousPage"], info["hasNextPage"]) == (True, True)
    found, info = await page(merchant, first=2, **between)
    assert found == ids[1:3]
    assert (info["hasPreviousPage"], info["hasNextPage"]) == (True, True)


async def test_a_page_is_asked_for_from_one_end_only(merchant: Client) -> None:
    assert await merchant.code(PAGE, first=1, last=1) == "BAD_USER_INPUT"
    for last in (-1, 101):
        assert await merchant.code(PAGE, last=last) == "PAGE_SIZE_OUT_OF_RANGE"


async def test_an_empty_page_says_what_is_around_it(merchant: Client) -> None:
    for nothing in ({"first": 0}, {"last": 0}):
        ids, info = await page(merchant, **nothing)
        assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == ([], False, False)
    await merchant.book(delivery(), delivery())
    _, first = await page(merchant, first=1)
    _, last = await page(merchant, last=1)
    for arguments, has_next, has_previous in (
        ({"first": 0}, True, False),
        ({"first": 0, "after": first["endCursor"]}, True, True),
        ({"first": 0, "after": last["endCursor"]}, False, True),
        ({"last": 0}, False, True),
        ({"last": 0, "before": last["startCursor"]}, True, True),
        ({"last": 0, "before": first["startCursor"]}, True, False),
    ):
        ids, info = await page(merchant, **arguments)
        around = {"hasNextPage": has_next, "hasPreviousPage": has_previous}
        assert (ids, info) == ([], {**around, "startCursor": None, "endCursor": None}), arguments


async def test_a_cursor_belongs_to_its_order(merchant: Client) -> None:
    await merchant.book(delivery(), delivery())
    _, created = await page(merchant, first=1)
    _, dated = await page(merchant, first=1, orderBy="DELIVERY_DATE_ASC")
    for end in ("after", "before"):
        assert await merchant.code(PAGE, orderBy="DELIVERY_DATE_ASC", **{end: created["endCursor"]}) == (
            "INVALID_CURSOR"
        )
        assert await merchant.code(PAGE, **{end: dated["endCursor"]}) == "INVALID_CURSOR"
    turned = await page(merchant, orderBy="DELIVERY_DATE_DESC", before=dated["endCursor"])
    assert len(turned[0]) == 1


async def test_a_strangers_cursor_is_a_place_and_nothing_else(merchant: Client, stranger: Client) -> None:
    await merchant.book(delivery(), delivery())
    _, dated = await page(merchant, first=1, orderBy="DELIVERY_DATE_DESC")
    far = delivery(deliveryDate="2099-01-01")
    (theirs,) = await stranger.book(far)
    order = {"orderBy": "DELIVERY_DATE_DESC"}
    assert (await page(stranger, after=dated["endCursor"], **order))[0] == []
    assert (await page(stranger, before=dated["endCursor"], **order))[0] == [theirs]


async def test_all_are_counted_that_match(merchant: Client, stranger: Client) -> None:
    ids = await merchant.book(*[delivery(reference="counted")] * 3, delivery(notes="counted too"))
    await merchant.do("deleteDeliveries", {"ids": ids[:1]})
    for wanted, count in (
        ({"reference": "counted"}, 2),
        ({"text": "count"}, 3),
        ({"reference": "counted", "states": ["DELETED"]}, 1),
        ({"reference": "a\x00b"}, 0),
        ({"sweep": "nowhere"}, 0),
    ):
        assert (await merchant.ask(COUNT, filter=wanted))["deliveries"]["totalCount"] == count
    assert (await stranger.ask(COUNT, filter={"reference": "counted"}))["deliveries"]["totalCount"] == 0
    assert (await merchant.ask("{ sweeps { totalCount } }"))["sweeps"]["totalCount"] == 0


async def test_a_list_is_narrowed_by_place_person_and_words(merchant: Client) -> None:
    elsewhere = {"zip": "8000", "city": "Aarhus C", "address1": "Nørregade 7"}
    near, far = await merchant.book(
        delivery(reference="ORDER-1001", recipient={"name": "Æble Hansen"}, notes="Ring twice, O'Hara!"),
        delivery(reference="ORDER-2002", recipient={"name": "Roma"}, dropOff=elsewhere, label="fragile\ttwo"),
    )
    for wanted, ids in (
        ({"zip": "8000"}, [far]),
        ({"zip": "DK-80 00"}, [far]),
        ({"zip": "80"}, []),
        ({"city": "Aarhus C"}, [far]),
        ({"city": "aarhus c"}, []),
        ({"recipient": "Roma"}, [far]),
        ({"recipient": "Æble Hansen", "zip": "2100"}, [near]),
        ({"department": "Catering"}, [far, near]),
        ({"department": "Bakery"}, []),
        ({"text": "order"}, [far, near]),
        ({"text": "ORDER 1001"}, [near]),
        ({"text": "order-20"}, [far]),
        ({"text": "001"}, []),
        ({"text": "æBL han"}, [near]),
        ({"text": "ring o'hara"}, [near]),
        ({"text": "fragile two"}, [far]),
        ({"text": "tw"}, [far, near]),
        ({"text": "ring roma"}, []),
        ({"text": " '&|!():*\\ "}, [far, near]),
        ({"text": "tw " * 1000, "zip": "8000"}, [far]),
        ({"text": "x" * 5000}, []),
        ({"text": "a\x00b"}, []),
        ({"text": "order:*"}, [far, near]),
        ({"text": "k0cc175b9order"}, []),
    ):
        assert (await page(merchant, filter=wanted))[0] == ids, wanted
