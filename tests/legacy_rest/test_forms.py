"""The contents of forms, of which nothing is silently dropped."""

import asyncio
import json
import tracemalloc
from collections.abc import Sequence
from itertools import count
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.system.slices import LoopSlices
from domain.errors import BatchTooLarge
from legacy_rest.bodies import LARGEST_BODY
from legacy_rest.body_work import Work
from legacy_rest.forms import LARGEST_FORM, MOST_KEYS, FormData, read_form
from legacy_rest.problems import RequestRefused
from tests.legacy_rest.encoded_forms import ENCODED_ONE, ENCODED_TWO, ONE, TWO
from tests.legacy_rest.examples import CREATE, DELETE, TOKEN, UPDATE, create_one, is_problem, item, newest_ids
from tests.legacy_rest.turns import count_turns
from tests.running import Gateway

FORM = {**TOKEN, "Content-Type": "application/x-www-form-urlencoded"}


async def form(text: bytes, slices: LoopSlices | None = None) -> FormData:
    return await read_form(
        bytearray(text), ["delivery_notes", "recipient_name"], Work((slices or LoopSlices()).begin())
    )


async def items(text: bytes) -> Sequence[object]:
    return (await form(text)).brackets.items()


async def refused_key(text: bytes) -> str:
    with pytest.raises(RequestRefused) as declined:
        await items(text)
    (named,) = declined.value.problem.fields
    assert named.path in declined.value.problem.message
    return named.path


def bracket_pairs(value: object, key: str) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return [(key, value if isinstance(value, str) else json.dumps(value))]
    return [pair for name, part in value.items() for pair in bracket_pairs(part, f"{key}[{name}]")]


@given(st.dictionaries(st.text("ab%+&= øé𝄞\n", min_size=1), st.text()))
def test_a_form_is_read_as_any_browser_writes_it(pairs: dict[str, str]) -> None:
    for encoded in (urlencode(pairs), urlencode(pairs, safe="ø"), "&&".join(map(quote_pair, pairs.items()))):
        assert asyncio.run(form(encoded.encode())).brackets.object() == pairs


def quote_pair(pair: tuple[str, str]) -> str:
    return "=".join(map(quote_plus, pair))


async def test_an_escape_is_read_wherever_it_stands() -> None:
    for shift in range(4):
        text = "x" * shift + "ø%7E+ " * 20_000
        encoded = quote_plus(text)
        assert (await form(b"a=" + encoded.encode())).brackets.object() == {"a": text}
    assert (await form(b"a=" + b"%" * 40_000)).brackets.object() == {"a": "%" * 40_000}


@pytest.mark.parametrize("encoder", ENCODED_TWO)
async def test_two_deliveries_are_read_as_any_encoder_writes_them(encoder: str) -> None:
    assert await items(ENCODED_TWO[encoder].encode()) == TWO


@pytest.mark.parametrize("encoder", ENCODED_ONE)
async def test_one_delivery_is_read_as_any_encoder_writes_it(encoder: str) -> None:
    assert await items(ENCODED_ONE[encoder].encode()) == [ONE]


async def test_any_integer_numbers_an_item_and_they_come_as_they_first_appear() -> None:
    for indexes in (
        ("100000", "99999"),
        ("7", "-3", "0", "-2"),
        ("4712" * 200, "4711", "4711" * 200, "5" + "0" * 900),
        ("-" + "1" * 900, "-2"),
    ):
        pairs = [f"{index}[{name}]={index[:9]}" for name in "ab" for index in indexes]
        assert await items("&".join(pairs).encode()) == [
            {"a": index[:9], "b": index[:9]} for index in indexes
        ]


async def test_without_indexes_a_new_item_begins_when_a_key_repeats() -> None:
    for start in ("[]", "deliveries[]"):
        for keys, found in (
            ("[a]=1 [a]=2", [{"a": "1"}, {"a": "2"}]),
            ("[a]=1 [b]=2 [a]=3 [b]=4", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
            ("[x][a]=1 [x][b]=2 [x][a]=3", [{"x": {"a": "1", "b": "2"}}, {"x": {"a": "3"}}]),
            ("[a]=1 [t][]=2 [t][]=3 [a]=4", [{"a": "1", "t": {"": "3"}}, {"a": "4"}]),
            (".a=1 [b]=2 .a=3", [{"a": "1", "b": "2"}, {"a": "3"}]),
            ("=1 =2", ["1", "2"]),
        ):
            text = "&".join(f"{start}{key}" for key in keys.split())
            assert await items(text.encode()) == found, text


async def test_one_delivery_ignores_what_describes_none() -> None:
    text = b"utf8=1&x[a]=1&delivery_notes=2&x.b=3&y]=4&[=5&submit="
    (found,) = await items(text)
    assert isinstance(found, dict)
    assert found["delivery_notes"] == "2"
    assert await items(b"utf8=1&submit=Book&x[delivery_notes]=1") == []


async def test_a_key_that_would_be_lost_beside_items_is_named() -> None:
    for text, key in (
        (b"0[a]=1&order[a]=2", "order[a]"),
        (b"order.a=2&0[a]=1", "order.a"),
        (b"12[a]=1&+12[b]=2", " 12[b]"),
        (b"[a]=1&2[a]=1", "[a]"),
        (b"1,5[a]=1&2[a]=1", "1,5[a]"),
        (b"0[a]=1&[]=7", "[]"),
        (b"[][a]=1&0[a]=7", "0[a]"),
        (b"0[]=7", "0[]"),
        (b"[][]=7", "[][]"),
        (b"0[a]=1&0[b=7", "0[b"),
        (b"0[a]=1&1]=7", "1]"),
        (b"0[a]=1&0[b]c=7", "0[b]c"),
        (b"0[a]=1&0[b[c]]=7", "0[b[c]]"),
        (b"0[a]=1&0..b=7", "0..b"),
        (b"0[a]=1&delivery_notes=7", "delivery_notes"),
        (b"delivery_notes=7&[][a]=1", "delivery_notes"),
        (b"delivery_notes[x]=7&[][a]=1", "delivery_notes[x]"),
        (b"deliveries=%5B%5D&0[a]=1", "deliveries"),
        (b"deliveries=%5B%5D&[][a]=1", "deliveries"),
        (b"deliveries=%5B%5D&x[a]=1", "x[a]"),
        (b"deliveries=%5B%5D&delivery_notes=1", "delivery_notes"),
        (b"deliveries=%5B%5D&deliveries=%5B%5D", "deliveries"),
        (b"deliveries[delivery_notes]=1", "deliveries[delivery_notes]"),
        (b"7[a]=1&07[b]=2", "07[b]"),
        (b"7[a]=1&deliveries[7][b]=2", "deliveries[7][b]"),
        (b"0[a]=1&-0[a]=2", "-0[a]"),
        (b"0[a]=1&0[a][b]=2", "0[a][b]"),
        (b"0[a][b]=1&0[a]=2", "0[a]"),
        (b"delivery_notes[b]=1&delivery_notes=2", "delivery_notes"),
        (b"[][a]=1&[][a][b]=2", "[][a][b]"),
        (b"0=1&0[a]=2", "0[a]"),
        (b"0[a]=1&0=2", "0"),
        (b"0" * 70_000 + b"[a]=1", "0" * 64),
        (b"0[a]=1&" + b"k" * 200 + b"[a]=1", "k" * 64),
    ):
        assert await refused_key(text) == key, text


async def test_a_form_of_too_many_items_is_refused_before_they_are_all_there() -> None:
    with pytest.raises(BatchTooLarge):
        await form(b"&".join(b"%d[z]=" % number for number in range(10_001)))


async def test_plain_fields_that_say_nothing_of_a_delivery_are_ignored() -> None:
    text = "utf8=✓&submit=Book&authenticity_token=x&0[a]=1&0[a]=2&0[x][y][z][w][v]=3&="
    assert await items(text.encode()) == [{"a": "2", "x": {"y": {"z": {"w][v": "3"}}}}]


async def test_a_form_of_too_many_keys_or_bytes_is_refused_with_json_as_the_way() -> None:
    for text in (
        b"&".join(b"%d[z%d]=" % divmod(number, 9) for number in range(MOST_KEYS + 1)),
        b"&" * MOST_KEYS,
        b"b=" + b"%42" * (LARGEST_FORM // 3),
        b"deliveries=%5B%5D&b=" + b"+" * LARGEST_FORM,
    ):
        with pytest.raises(RequestRefused) as declined:
            await form(text)
        assert declined.value.problem.status == 413
        assert any(limit in declined.value.problem.message for limit in ("4 MB", "50,000 keys"))
        assert "JSON" in declined.value.problem.message
    text = b"&".join(b"%d[z%d]=" % divmod(number, 10) for number in range(MOST_KEYS))
    assert len(await items(text)) == MOST_KEYS // 10
    assert (await form((b"b=").ljust(LARGEST_FORM, b"b"))).brackets.object().keys() == {"b"}


@pytest.mark.parametrize(
    "text",
    [
        b"b=" + b"%c3%b8" * 200_000,
        (b"7" + b"[b]" * 300 + b"=" + b"1" * 10**4 + b"&") * 20,
        b"b=" + b"+" * 10**6,
    ],
)
async def test_memory_stays_within_ten_times_the_form(text: bytes) -> None:
    content = bytearray(text)
    tracemalloc.start()
    try:
        await read_form(content, (), Work(LoopSlices().begin()))
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak <= 9 * len(content)


async def test_other_tasks_have_their_turn_between_keys_and_within_values() -> None:
    for text, least in ((b"b=" + b"%7E" * 10**6, 180), (b"&".join([b"0[b]=1"] * 5_000), 5_000)):
        assert await count_turns(form(text, LoopSlices(count().__next__))) > least


async def test_deliveries_keyed_by_order_numbers_are_all_booked_in_every_shape(gateway: Gateway) -> None:
    orders = ("100000", "99999", "20180405000000000001")
    for shape in ("{}", "[{}]", "deliveries[{}]", "deliveries[]"):
        pairs = [
            pair
            for order in orders
            for pair in bracket_pairs(item(delivery_notes=order), shape.format(order))
        ]
        content = urlencode(pairs, safe="[]")
        answer = await gateway.http.post(CREATE, headers=FORM, content=content)
        assert answer.status_code == 201, answer.text
        assert [each["notes"] for each in answer.json()] == list(orders)


async def test_one_delivery_alone_is_booked_and_changed_by_a_form(gateway: Gateway) -> None:
    pairs = [pair for name, value in item().items() for pair in bracket_pairs(value, name)]
    content = urlencode([*pairs, ("submit", "Book"), ("cart[id]", "7")])
    answer = await gateway.http.post(CREATE, headers=FORM, content=content)
    assert answer.status_code == 201, answer.text
    content = urlencode({"scheduled_id": answer.json()["scheduled_id"], "delivery_notes": "changed"})
    answer = await gateway.http.post(UPDATE, headers=FORM, content=content)
    assert [each["notes"] for each in answer.json()] == ["changed"]


async def test_a_form_that_would_lose_a_delivery_books_none(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    pairs = [*bracket_pairs(item(), "0"), *bracket_pairs(item(), "second")]
    answer = await gateway.http.post(CREATE, headers=FORM, content=urlencode(pairs))
    assert is_problem(answer)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    assert [each["path"] for each in answer.json()["fields"]] == ["second[delivery_id]"]
    assert await newest_ids(gateway) == before


async def test_a_large_form_is_refused_and_the_same_as_json_text_is_read(gateway: Gateway) -> None:
    padded = [item(note_of_our_own="&" * 15_000)] * 200
    pairs = [pair for index, each in enumerate(padded) for pair in bracket_pairs(each, str(index))]
    answer = await gateway.http.post(CREATE, headers=FORM, content=urlencode(pairs))
    assert is_problem(answer)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    text = urlencode({"submit": "Book", "deliveries": json.dumps(padded)})
    assert len(text) > 2 * LARGEST_FORM
    answer = await gateway.http.post(CREATE, headers=FORM, content=text)
    assert (answer.status_code, len(answer.json())) == (201, 200)


async def test_json_text_in_a_form_may_have_16_megabytes_however_it_is_escaped(gateway: Gateway) -> None:
    text = json.dumps([item()]).encode()
    for size, status in ((LARGEST_BODY, 201), (LARGEST_BODY + 1, 413)):
        body = b"deliveries=" + quote_plus(text).encode() + b"%0A" * (size - len(text))
        answer = await gateway.http.post(CREATE, headers=FORM, content=body)
        assert answer.status_code == status


async def test_a_delete_reads_forms_too(gateway: Gateway) -> None:
    made = (await create_one(gateway))["scheduled_id"]
    bodies = {f"scheduled_id[a]=1&scheduled_id={made}": 400, f"submit=1&scheduled_id={made}": 200}
    for body, status in bodies.items():
        answer = await gateway.http.request("DELETE", DELETE, headers=FORM, content=body)
        assert answer.status_code == status
