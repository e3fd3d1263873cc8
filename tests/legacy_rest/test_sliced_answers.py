"""Large answers are encoded and sent in parts, and are the same to the byte."""

from itertools import count

import msgspec
import pytest
from starlette.requests import Request

from api.system.slices import LoopSlices
from legacy_rest.problems import FieldProblem, Problem, answer_long_problem
from legacy_rest.sliced_response import PART, encode_array
from tests.legacy_rest.examples import CREATE, UPDATE, item, post
from tests.legacy_rest.turns import count_turns
from tests.running import Gateway

MANY = 300  # deliveries whose bodies are several parts together


def always_over() -> LoopSlices:
    """Slices that are over at once."""
    return LoopSlices(count().__next__)


@pytest.mark.parametrize("size", [0, 1, 2, 1000])
@pytest.mark.parametrize("length", [0, PART - 5, PART - 4, PART - 3, PART, 3 * PART])
async def test_the_parts_are_the_array(size: int, length: int) -> None:
    items = [{"text": "ø" * (length // 2)}, *("a" * (length % 200 + index) for index in range(size))]
    for array in (items, items[1:], items[:1]):
        parts = await encode_array(array, always_over().begin())
        assert b"".join(parts) == msgspec.json.encode(array)
        assert all(len(each) >= PART for each in parts[:-1])


async def test_others_are_served_between_any_two_items() -> None:
    assert await count_turns(encode_array(range(1000), always_over().begin())) >= 1000


@pytest.mark.parametrize("size", [0, 1, 5_000])
async def test_a_problem_of_any_length_has_the_same_body(size: int) -> None:
    fields = [FieldProblem(index, "packages", "malformed_request", f"no {index}") for index in range(size)]
    problem = Problem(400, "malformed_request", "no", fields, {"X-Test": "1"})
    request = Request({"type": "http", "state": {"codes": set()}})
    response, sent = await answer_long_problem(request, problem, always_over().begin()), []

    async def note(message: dict[str, object]) -> None:
        sent.append(message)

    await response({"type": "http"}, None, note)  # type: ignore[arg-type] # it needs neither
    body = b"".join(each.get("body", b"") for each in sent)  # type: ignore[misc]
    expected = problem.response()
    assert (body, response.status_code) == (expected.body, expected.status_code)
    assert response.raw_headers == expected.raw_headers
    assert request.state.codes == {"malformed_request"}


async def test_a_large_answer_has_the_header_fields_of_a_small_one(gateway: Gateway) -> None:
    small, large = [
        await post(gateway, CREATE, [item(delivery_id=str(index)) for index in range(size)])
        for size in (2, MANY)
    ]
    assert [name for name, _ in large.headers.raw] == [name for name, _ in small.headers.raw]
    assert int(large.headers["content-length"]) == len(large.content) > 2 * PART
    changes = [{"scheduled_id": each["scheduled_id"], "delivery_notes": "late"} for each in large.json()]
    updated = await post(gateway, UPDATE, changes)
    assert (updated.status_code, [each["notes"] for each in updated.json()]) == (200, ["late"] * MANY)


async def test_a_large_refusal_names_every_item(gateway: Gateway) -> None:
    answer = await post(gateway, CREATE, [item(recipient_name="") for _ in range(2_000)])
    assert answer.status_code == 400
    assert [each["index"] for each in answer.json()["fields"]] == list(range(2_000))
    assert len(answer.content) > PART
