"""Prepared and refused documents are kept, within bounds of number and bytes."""

import gc
import tracemalloc

import pytest
from graphql import get_introspection_query

from api.graphql.transport.documents.bounded_cache import BoundedCache
from api.graphql.transport.documents.prepare import CHARACTER_BYTES, ENTRY_BYTES, Documents
from api.graphql.transport.execution import Execution
from api.graphql.transport.options import Options
from api.graphql.transport.persisted.apq import AutomaticDocuments
from api.graphql.transport.persisted.trusted import LARGEST
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.refusals import Refusal
from tests.api.graphql.transport.schema import SCHEMA
from tests.api.graphql.transport.serving import admit


def documents(capacity: int = 1_000, room: int = 10_000_000) -> Documents:
    return Documents(Execution(SCHEMA).schema, Options(documents=capacity, documents_room=room))


def refuse(kept: Documents, text: str) -> None:
    with pytest.raises(Refusal):
        kept.prepare(text, None)


def test_an_operation_is_prepared_once() -> None:
    kept = documents()
    assert kept.find("{ fail }", None) is None
    assert kept.prepare("{ fail }", None) is kept.find("{ fail }", None)
    two = "query A { fail } query B { book { title } }"
    assert kept.prepare(two, "A") is kept.find(two, "A")
    assert kept.find(two, "B") is None


def test_a_refusal_is_remembered_for_its_document_and_name() -> None:
    kept, two = documents(), "query A { fail } query B { fail }"
    refuse(kept, two)
    with pytest.raises(Refusal):
        kept.find(two, None)
    assert kept.find(two, "A") is None


def test_the_operation_unused_longest_goes_first() -> None:
    kept = documents(capacity=2)
    kept.prepare("{ fail }", None)
    kept.prepare("{ fail fail }", None)
    kept.find("{ fail }", None)
    kept.prepare("{ fail fail fail }", None)
    assert [kept.find(text, None) is None for text in ("{ fail }", "{ fail fail }")] == [False, True]
    assert len(kept.prepared) == 2


def test_refused_documents_displace_no_good_ones() -> None:
    kept = documents(capacity=2)
    kept.prepare("{ fail }", None)
    for number in range(5):
        refuse(kept, f"{{ nothing{number} }}")
    assert kept.find("{ fail }", None)
    assert len(kept.refused) == 2


def test_a_very_long_document_is_not_kept() -> None:
    kept = documents()
    kept.prepare("{ fail }".ljust(30_000), None)
    refuse(kept, "{ nothing }".ljust(30_000))
    assert (len(kept.prepared), len(kept.refused)) == (0, 0)


def test_a_cache_holds_no_more_bytes_than_it_has_room_for() -> None:
    cache = BoundedCache[str, int](entries=10, room=100)
    for number in range(20):
        cache.put(str(number), number, 30)
    assert (cache.size, len(cache), cache.get("17"), cache.get("16")) == (90, 3, 17, None)
    cache.put("17", 7, 80)
    assert (cache.size, len(cache), cache.get("17")) == (80, 1, 7)
    cache.put("large", 0, 101)
    assert (cache.get("large"), len(cache)) == (None, 1)


def test_all_documents_together_stay_within_their_room() -> None:
    kept = documents(room=200_000)
    for number in range(100):
        kept.prepare(f"{{ book {{ alias{number}: title }} }}", None)
        refuse(kept, f"{{ nothing{number} }}")
    assert 0 < kept.prepared.size <= 200_000
    assert 0 < kept.refused.size <= 25_000


@pytest.mark.parametrize(
    "text",
    [
        "{ fail }",
        "{ book { " + " ".join(f"a{number}: title" for number in range(15)) + " } }",
        get_introspection_query(),
    ],
)
def test_the_estimate_of_an_operations_memory_is_not_too_low(text: str) -> None:
    kept, count = documents(), 30
    kept.prepare(text, None)
    gc.collect()
    tracemalloc.start()
    for number in range(count):
        kept.prepare(f"{text}#{number:4}", None)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / count
    tracemalloc.stop()
    assert held <= ENTRY_BYTES + CHARACTER_BYTES * (len(text) + 5)


async def test_the_answer_to_introspection_is_kept_and_the_same() -> None:
    pipeline, text = Pipeline(SCHEMA, Options()), get_introspection_query()
    first, again = [(await pipeline.answer(await admit(pipeline, text))).content for _ in range(2)]
    assert bytes(again["data"]).startswith(b'{"__schema":{')
    assert first["data"]["__schema"]["queryType"]["name"] == "Query"
    assert again["extensions"] == first["extensions"] == {"cost": {"requested": 21, "actual": 21}}


async def test_an_answer_that_depends_on_variables_is_not_kept() -> None:
    pipeline, query = Pipeline(SCHEMA, Options()), "query ($name: String!) { __type(name: $name) { name } }"
    for name in ("Book", "Author"):
        answer = await pipeline.answer(await admit(pipeline, query, name=name))
        assert answer.content["data"] == {"__type": {"name": name}}


def test_all_documents_that_are_kept_have_64_mb_at_most() -> None:
    room = Options().documents_room
    assert room + room // 8 + AutomaticDocuments().room + LARGEST <= 64_000_000
