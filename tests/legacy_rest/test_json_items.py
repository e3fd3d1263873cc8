"""What JSON bodies may be besides an array: an object that holds it, or one delivery."""

import json

import pytest

from api.system.slices import LoopSlices
from legacy_rest.body_work import Work
from legacy_rest.json_items import json_items
from legacy_rest.json_text import LARGEST_ITEM
from legacy_rest.problems import MALFORMED, NO_ARRAY, RequestRefused
from tests.legacy_rest.examples import CREATE, TOKEN, UPDATE, is_problem, item, post
from tests.running import Gateway

FIELDS = ["delivery_notes"]


async def items(text: bytes) -> list[object]:
    work = Work(LoopSlices().begin())
    return [each async for each in await json_items(bytearray(text), FIELDS, work)]


async def refusal(text: bytes) -> tuple[int, str]:
    with pytest.raises(RequestRefused) as declined:
        await items(text)
    return declined.value.problem.status, declined.value.problem.message


@pytest.mark.parametrize(
    "text",
    [
        b'{"deliveries": [1, {"a": "]"}]}',
        b' {"deliveries":[1,{"a":"]"}]} \n',
        b'{"token": "x", "n": [[{}]], "deliveries" : [1, {"a": "]"}] , "later": {"deliveries": [2]}}',
        b'{"\\u0064eliveries": [1, {"a": "]"}], "": null}',
    ],
)
async def test_an_object_may_hold_the_array(text: bytes) -> None:
    assert await items(text) == [1, {"a": "]"}]
    assert await items(text.replace(b"1,", b"1, " + b" " * 200_000)) == [1, {"a": "]"}]


async def test_the_array_may_be_large_and_other_members_not() -> None:
    large = b'{"deliveries": [' + b",".join([b'"%b"' % (b"x" * 60_000)] * 20) + b"]"
    assert len(await items(large + b"}")) == 20
    too_large = (413, "Delivery 0 must not be larger than 64 KB.")
    assert await refusal(large + b', "a": "' + b"x" * LARGEST_ITEM + b'"}') == too_large
    assert await refusal(b"{" + b'"":"",' * LARGEST_ITEM) == too_large


async def test_one_delivery_may_stand_alone() -> None:
    assert await items(b' {"delivery_notes": "x", "own": {"a": [1]}}') == [
        {"delivery_notes": "x", "own": {"a": [1]}}
    ]


async def test_an_object_that_is_neither_is_no_array() -> None:
    for text in (b"{}", b'{"own": 1}', b'{"deliveries": 7}', b'{"deliveries": {"delivery_notes": "x"}}'):
        assert await refusal(text) == (400, NO_ARRAY.message)


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b'{"delivery_notes"',
        b'{"delivery_notes" 1}',
        b'{"delivery_notes": 1',
        b'{"delivery_notes": 1,}',
        b'{"delivery_notes": 1}}',
        b'{"delivery_notes": 1] ',
        b"{7: 1}",
        b"{,}",
        b'{"deliveries": [1}',
        b'{"deliveries": [1]',
        b'{"deliveries": [1 2]}',
        b'{"deliveries": [1]] }',
        b'{"a":' + b"[" * 60_000,
        b'{"deliveries":' + b"[" * 300_000,
    ],
)
async def test_an_object_that_is_not_json_is_malformed(text: bytes) -> None:
    assert await refusal(text) == (400, MALFORMED.message)


async def test_a_member_that_would_be_lost_beside_the_array_is_named() -> None:
    for member, name in (
        (b'"delivery_notes": ""', "delivery_notes"),
        (b'"0[delivery_notes]": ""', "0[delivery_notes]"),
        (b'"deliveries": [1]', "deliveries"),
    ):
        status, message = await refusal(b'{"deliveries": [1], "submit": 1, %b}' % member)
        assert (status, message) == (400, f"Form key {name} cannot be placed beside the others.")


async def test_both_shapes_book_and_change(gateway: Gateway) -> None:
    for wrap in (lambda one: one, lambda one: {"deliveries": [one], "submit": 1}):
        made = await post(gateway, CREATE, wrap(item()))
        assert made.status_code == 201
        change = {"scheduled_id": made.json()["scheduled_id"], "delivery_notes": "changed"}
        answer = await post(gateway, UPDATE, wrap(change))
        assert [each["notes"] for each in answer.json()] == ["changed"]


async def test_a_field_of_a_form_may_carry_every_shape(gateway: Gateway) -> None:
    for value in (item(), {"deliveries": [item()]}, [item()]):
        answer = await gateway.http.post(CREATE, headers=TOKEN, data={"deliveries": json.dumps(value)})
        assert answer.status_code == 201
    answer = await gateway.http.post(CREATE, headers=TOKEN, data={"deliveries": "7"})
    assert is_problem(answer)
