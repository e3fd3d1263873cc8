"""Arrays that are decoded item by item: what comes out, in how many pieces, and how much memory it takes."""

import asyncio
import json
import tracemalloc
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from api.system.slices import LoopSlices
from legacy_rest.body_work import SLICES_UNASKED, Work
from legacy_rest.json_text import DEEPEST, LARGEST_ITEM, array_items
from legacy_rest.problems import MALFORMED, NO_ARRAY, RequestRefused
from tests.legacy_rest.turns import count_turns

ALWAYS_OVER = count().__next__  # a clock by which every slice is over at once


async def items(text: bytes, slices: LoopSlices | None = None) -> list[object]:
    work = Work((slices or LoopSlices()).begin())
    return [item async for item in array_items(bytearray(text), work)]


async def refusal(text: bytes) -> tuple[int, str, list[int]]:
    with pytest.raises(RequestRefused) as declined:
        await items(text)
    problem = declined.value.problem
    return problem.status, problem.message, [each.index for each in problem.fields]


async def turns(text: bytes) -> int:
    """How often another task ran while the items were read, by the clock by which every slice is over."""

    async def read() -> None:
        with suppress(RequestRefused):
            await items(text, LoopSlices(ALWAYS_OVER))

    return await count_turns(read())


texts = st.text(st.sampled_from('[]{}",:\\/ ø\n\t0'))
scalars = st.none() | st.booleans() | st.integers(-9, 10**6) | texts
values = st.recursive(scalars, lambda parts: st.lists(parts) | st.dictionaries(texts, parts), max_leaves=20)


@given(st.lists(values), st.sampled_from([None, 1, "\t"]))
def test_an_array_is_read_as_any_other_reader_reads_it(array: list[object], indent: int | str | None) -> None:
    for ascii_only in (True, False):
        text = json.dumps(array, indent=indent, ensure_ascii=ascii_only).encode()
        assert asyncio.run(items(text)) == array


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@pytest.mark.parametrize("value", ["},{", "}, {", [{}, {}], {"b": [{}, {}, [{}]]}, {"b": {}}, "x" * 20_000])
async def test_items_whose_end_is_hard_to_guess_are_read(value: object, separators: tuple[str, str]) -> None:
    usual = [{"a": 1, "b": {"c": "x"}}] * 500
    for array in (usual, [{"a": value}] * 30, [*usual, {"a": value}, *usual], [*([{"a": value}] * 900), "x"]):
        assert await items(json.dumps(array, separators=separators).encode()) == array


async def test_what_is_malformed_after_items_that_are_decoded_together_is_refused() -> None:
    usual = b"[" + b'{"a":{"b":1}},' * 2_000
    for end in (b"]", b"7}]", b"{]", b'{"a":1}', b"{},,]", b"{} {}]", b'{"a":1}]]'):
        assert await refusal(usual + end) == (400, MALFORMED.message, [])
    assert (await refusal(usual + b'{"a":"' + b"x" * LARGEST_ITEM + b'"}]'))[2] == [2_000]


@given(st.text(st.sampled_from('[]{}",:\\ 07ae'), max_size=12))
def test_what_others_refuse_is_refused(text: str) -> None:
    try:
        whole = json.loads(f"[{text}]")
    except ValueError:
        assert asyncio.run(refusal(f"[{text}]".encode()))[0] == 400
    else:
        assert asyncio.run(items(f"[{text}]".encode())) == whole


@pytest.mark.parametrize(
    "text",
    [b"[1 2]", b"[1}", b"{1]", b"[,1]", b"[1,]", b"[1],", b"[1]]", b"[[1]", b'["', b'["\\"]', b"[{]}]", b"["],
)
async def test_separators_and_ends_are_judged_too(text: bytes) -> None:
    assert await refusal(text) in ((400, MALFORMED.message, []), (400, NO_ARRAY.message, []))


async def test_an_item_of_64_kilobytes_is_read_and_one_byte_more_is_named() -> None:
    for begin, end in ((b'"', b'"'), (b'{"a": "', b'"}'), (b"[", b"0]"), (b'{"a":{"b":{"c":["', b'"]}}}')):
        largest = begin.ljust(LARGEST_ITEM - len(end)) + end
        assert len(await items(b"[1, " + largest + b" ,2]")) == 3
        status, message, named = await refusal(b"[1," + largest.replace(end, b" " + end) + b",2]")
        assert (status, message, named) == (413, "Delivery 1 must not be larger than 64 KB.", [1])


async def test_an_item_that_does_not_end_is_too_large_or_malformed() -> None:
    for text in (
        b'["' + b"x" * 200_000,
        b'["' + b'\\"' * 90_000,
        b"[" + b"4" * 90_000,
        b"[{" + b"4," * 90_000,
    ):
        assert (await refusal(text))[::2] == (413, [0])
        assert (await refusal(text[:40_000]))[::2] == (400, [])


async def test_space_between_items_has_no_limit_of_its_own() -> None:
    space = b" \n\t\r" * LARGEST_ITEM
    assert await items(space.join([b"", b"[", b"{}", b",", b"[]", b"]", b""])) == [{}, []]
    assert await items(b"[" + space + b"]") == []


async def test_depth_is_refused_as_malformed_wherever_it_begins() -> None:
    for text in (b"[" * 300_000, b'[{"a":' * 90_000, b"[" + b'{"a":[' * 1_000 + b"]}" * 1_000 + b"]"):
        assert await refusal(text) == (400, MALFORMED.message, [])
    assert await refusal(b"\t" * 200_000) == (400, MALFORMED.message, [])
    deep = b"[" * (DEEPEST // 2) + b"]" * (DEEPEST // 2)
    assert len(await items(b"[" + deep + b"," + deep + b"]")) == 2


async def test_a_body_that_is_not_an_array_is_refused_at_any_size() -> None:
    for text in (
        b'{"a": 1}',
        b"null",
        b'"' + b"x" * 300_000 + b'"',
        b'{"a":' + b"[" * 300_000,
        b"8" * 300_000,
    ):
        assert await refusal(text) == (400, NO_ARRAY.message, [])


HOSTILE = {
    "small arrays": b"[" + b"[],[0]," * 20_000 + b"[]]",
    "large items of small arrays": b"[" + b",".join([b"[" + b"[]," * 20_000 + b"[]]"] * 24) + b"]",
    "nested pairs": b"[" + b",".join([b"[" + b"[[[0]]]," * 8_000 + b"[]]"] * 16) + b"]",
    "many keys": b"[" + b",".join([b'{"":0' + b',"ab":{}' * 7_000 + b"}"] * 16) + b"]",
    "open objects": b'[{"a":' + b'{"b":[' * 80_000,
    "one text": b'["' + b"\\u00e6" * 80_000 + b'"]',
    "no end of a text": b'["' + b"\\\\" * 250_000,
    "digits": b"[1." + b"8" * 500_000 + b"]",
    "space": b"[" + b"\n" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_memory_stays_within_ten_times_the_text(name: str) -> None:
    text = bytearray(HOSTILE[name])
    tracemalloc.start()
    try:
        async for _ in array_items(text, Work(LoopSlices().begin())):
            pass
    except RequestRefused:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak <= 9 * len(text)


async def test_other_tasks_have_their_turn_between_items_and_within_them() -> None:
    assert await turns(b"[" + b"7," * 5_000 + b"7]") > 5_000
    assert await turns(b"[" + b" " * 100 * LARGEST_ITEM + b"]") >= 100
    assert await turns(b"[" + b"{" + b'"a":[{},1,' * 900 + b"0" + b"]" * 900 + b"}]") > 1
    assert await turns(b"[[" + b"[[1],[1]]," * 6_000 + b"1]]") > 20


async def test_nothing_more_is_read_for_a_client_that_has_left() -> None:
    asked = 0

    async def is_client_gone() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    work = Work(LoopSlices(ALWAYS_OVER).begin(), is_client_gone)
    reader = array_items(bytearray(b"[7" + b",7" * 4 * SLICES_UNASKED + b"]"), work)
    assert [await anext(reader) for _ in range(3 * SLICES_UNASKED)] == [7] * 3 * SLICES_UNASKED
    with pytest.raises(ClientDisconnect):
        await anext(reader)


async def test_a_text_that_is_read_in_a_moment_takes_no_extra_turn() -> None:
    stopped = LoopSlices(lambda: 0.0)
    assert await items(b"[1,2,3]", stopped) == [1, 2, 3]
    assert not stopped.queue.locked()
