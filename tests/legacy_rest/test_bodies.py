"""The formats of a request body, and the refusals of other bodies."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacy_rest.bodies import LARGEST_BODY
from legacy_rest.brackets import DEEPEST, BracketForm
from legacy_rest.problems import RequestRefused
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    TOKEN,
    UPDATE,
    golden,
    golden_bytes,
    is_problem,
    item,
    load_booking,
    newest_ids,
    post,
)
from tests.running import Gateway

FORM = "application/x-www-form-urlencoded"


def bracket_pairs(value: object, key: str = "") -> list[tuple[str, str]]:
    """A JSON value as the pairs of a form; true and false become text."""
    parts = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if parts is None:
        return [(key, value if isinstance(value, str) else json.dumps(value))]
    return [
        pair for name, part in parts for pair in bracket_pairs(part, f"{key}[{name}]" if key else str(name))
    ]


async def send(
    gateway: Gateway, body: bytes, content_type: str | None, path: str = CREATE
) -> tuple[int, object]:
    headers = TOKEN if content_type is None else TOKEN | {"Content-Type": content_type}
    answer = await gateway.http.post(path, headers=headers, content=body)
    return answer.status_code, answer.json() if is_success(answer.status_code) else is_problem(answer)


def is_success(status: int) -> bool:
    return status in (200, 201)


async def test_a_form_with_brackets_gives_the_same_answer_as_json(gateway: Gateway) -> None:
    request = golden("create_request")
    as_json = (await post(gateway, CREATE, request)).json()
    as_form = await gateway.http.post(
        CREATE, headers=TOKEN | {"Content-Type": FORM}, content=urlencode(bracket_pairs(request))
    )
    assert as_form.status_code == 201
    own = {"scheduled_id", "labels_url", "track_url"}
    assert {k: v for k, v in as_form.json().items() if k not in own} == {
        k: v for k, v in as_json.items() if k not in own
    }
    assert list(as_form.json()) == list(as_json)
    assert (await load_booking(gateway, as_form.json()["scheduled_id"])).insured_value == 123


async def test_a_form_may_carry_everything_as_json_text(gateway: Gateway) -> None:
    request = golden_bytes("create_request")
    for body in (
        urlencode({"deliveries": request}).encode(),
        request,  # what curl sends by default
        b"\n  " + request,
    ):
        status, _ = await send(gateway, body, f"{FORM}; charset=UTF-8")
        assert status == 201


async def test_a_form_updates_what_it_names_and_keeps_the_rest(gateway: Gateway) -> None:
    scheduled_id = (await post(gateway, CREATE, [item()])).json()["scheduled_id"]
    pairs = f"0[scheduled_id]={scheduled_id}&0[pickup_window][from]=02:20&0[delivery_notes]=R%C3%B8d+d%C3%B8r"
    status, body = await send(gateway, pairs.encode(), FORM, UPDATE)
    booking = await load_booking(gateway, scheduled_id)
    assert (status, len(body) if isinstance(body, list) else 0) == (200, 1)
    assert (booking.notes, str(booking.pickup_window)) == ("Rød dør", "02:20 - 03:15")


@pytest.mark.parametrize("content_type", [None, "application/json", "Application/JSON ; charset=utf-8"])
async def test_json_may_come_with_its_content_type_or_with_none(
    gateway: Gateway, content_type: str | None
) -> None:
    status, _ = await send(gateway, b"\xef\xbb\xbf" + golden_bytes("create_request"), content_type)
    assert status == 201


async def test_other_content_types_are_refused(gateway: Gateway) -> None:
    for content_type in (
        b"text/plain",
        b"multipart/form-data; boundary=x",
        b"application/xml",
        b"\xff",
        b"json",
    ):
        headers = [(b"Token", b"demo"), (b"Content-Type", content_type)]
        answer = await gateway.http.post(CREATE, headers=headers, content=golden_bytes("create_request"))
        assert is_problem(answer)
        assert answer.status_code == 415


BROKEN = {
    "empty": b"",
    "blank": b" \n",
    "cut off": b'[{"delivery_id":',
    "trailing comma": b"[1,]",
    "two values": b"[][]",
    "NaN": b'[{"delivery_number_of_packages": NaN}]',
    "infinity": b'[{"delivery_number_of_packages": Infinity}]',
    "lone surrogate": b'[{"delivery_notes": "\\ud800"}]',
    "lone low surrogate": b'[{"delivery_notes": "\\udc00 x"}]',
    "encoded surrogate": b'[{"delivery_notes": "\xed\xa0\x80"}]',
    "invalid UTF-8": b'[{"delivery_notes": "\xff"}]',
    "UTF-16": "[]".encode("utf-16"),
    "NUL": b"\0",
    "raw control character": b'["\x01"]',
    "too long an integer": b"[" + b"9" * 5_000 + b"]",
    "too long an exponent": b"[1e-99999999999999999999999]",
    "very deep arrays": b"[" * 200_000,
    "very deep objects": b'{"a":' * 200_000,
    "deep and closed": b"[" * 5_000 + b"]" * 5_000,
    "an object": b"{}",
    "one delivery without its array": b'{"delivery_id": "Test"}',
    "text": b'"x"',
    "null": b"null",
    "a number": b"7",
    "an empty array": b"[]",
}


async def test_a_body_that_is_no_array_of_deliveries_is_malformed(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    for name, body in BROKEN.items():
        for path in (CREATE, UPDATE):
            for content_type in ("application/json", FORM):
                answer = await gateway.http.post(
                    path, headers=TOKEN | {"Content-Type": content_type}, content=body
                )
                assert is_problem(answer), name
                assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request"), name
    assert await newest_ids(gateway) == before


async def test_forms_that_make_no_sense_are_malformed(gateway: Gateway) -> None:
    for body in (
        b"&&&",
        b"=",
        b"delivery_id=Test",
        b"0=7",
        b"0[delivery_id]=%FF",
        b"\xff",
        b"0" + b"[a]" * 100_000 + b"=1",
        b"0" + b"[" * 100_000 + b"=1",
        b"]" * 100_000,
        b"[0][delivery_id]=Test",
        b"deliveries=[",
        b"deliveries=7",
        b"0[recipient_name][x]=1&0[recipient_name]=2",
        b"9999999999999999999[delivery_id]=Test",
        b"&" * 40_000,
    ):
        status, problem = await send(gateway, body, FORM)
        assert (status, problem) == (400, True), body[:40]


async def test_deleting_by_a_broken_body_is_malformed(gateway: Gateway) -> None:
    for body in (b"{", b'{"scheduled_id": "\\ud800"}', b"[" * 100_000):
        answer = await gateway.http.request("DELETE", DELETE, headers=TOKEN, content=body)
        assert is_problem(answer)
        assert answer.status_code == 400


async def test_a_body_of_16_megabytes_is_read_and_one_byte_more_is_not(gateway: Gateway) -> None:
    request = golden_bytes("create_request")
    status, _ = await send(gateway, request.ljust(LARGEST_BODY), "application/json")
    assert status == 201
    before = await newest_ids(gateway)
    status, problem = await send(gateway, request.ljust(LARGEST_BODY + 1), "application/json")
    assert (status, problem) == (413, True)
    assert await newest_ids(gateway) == before


async def test_a_body_of_unknown_length_is_counted_while_it_is_read(gateway: Gateway) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 2**20 + 1):
            yield b" " * 2**20

    answer = await gateway.http.post(CREATE, headers=TOKEN, content=endless())
    assert is_problem(answer)
    assert answer.status_code == 413


async def test_ten_thousand_items_are_taken_and_one_more_is_not(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    answer = await gateway.http.post(CREATE, headers=TOKEN, content=b"[" + b"7," * 9_999 + b"7]")
    assert (answer.status_code, len(answer.json()["fields"])) == (400, 10_000)
    for content_type in ("application/json", FORM):
        answer = await gateway.http.post(
            CREATE, headers=TOKEN | {"Content-Type": content_type}, content=b"[" + b"7," * 10_000 + b"7]"
        )
        assert is_problem(answer)
        assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_large")
    assert await newest_ids(gateway) == before


def depth(value: object) -> int:
    return 1 + max(map(depth, value.values()), default=0) if isinstance(value, dict) else 0


def group_pairs(*pairs: tuple[str, str]) -> BracketForm:
    form = BracketForm(["delivery_notes"])
    for key, value in pairs:
        form.add(key, value)
    return form


@given(st.lists(st.tuples(st.text("[]ab01"), st.text(max_size=2))))
def test_no_keys_nest_deeper_than_the_bound(pairs: list[tuple[str, str]]) -> None:
    try:
        form = group_pairs(*pairs)
        values = [*form.items(), form.object()]
    except RequestRefused:
        return
    assert max(map(depth, values)) <= DEEPEST
