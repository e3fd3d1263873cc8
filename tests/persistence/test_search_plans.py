"""A search reads the index of words, with any words, other filters, order and direction."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from domain.model.delivery import State
from domain.model.page import DeliveryFilter, DeliveryOrder, PageRequest, Place
from persistence.engine.statement import Statement
from persistence.reads.filter_conditions import wanted_deliveries
from persistence.reads.list_statements import count_rows, list_rows
from tests.persistence.conftest import DELIVERY_COLUMNS, Observer

# All deliveries of one account contain `often`, the older half `once`: a scan from the newest on reads
# thousands of others first.
FILL = f"""
INSERT INTO account SELECT a, a, now() FROM unnest(ARRAY['account', 'another']) AS a;
INSERT INTO delivery ({DELIVERY_COLUMNS})
    SELECT account.id, lpad(to_hex(n), 24, '0'), 'order ' || n, 'Often ' || n % 50, '', '', NULL, NULL, NULL,
        date '2018-01-01' + n % 500, 480, 540, 480, 960,
        '2100', 'København', 'Kattegatvej 53', '', '', NULL, NULL, 'UNVERIFIED',
        (2000 + n % 60)::text, 'City ' || n % 40, 'Kattegatvej 57', '', '', NULL, NULL, 'UNVERIFIED',
        'Department ' || n % 30, 1, NULL, CASE WHEN n < 3000 THEN 'once' ELSE '' END,
        CASE WHEN n % 2000 = 7 THEN 'rare' ELSE '' END, 'DELIVERY', '', '',
        CASE WHEN n % 7 = 0 THEN 'DELETED' ELSE 'CREATED' END, now(), now(), NULL, NULL, NULL, NULL
    FROM account, generate_series(0, 5999) AS n WHERE account.id = 'account' OR n < 50;
"""  # noqa: S608 - names of columns
WORDS = ("often", "once", "rare", "none", "often rare", "once often", "o")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"states": frozenset(State)},
    {"states": frozenset({State.DELETED})},
    {"zip": "2030"},
    {"first_date": date(2018, 2, 1), "last_date": date(2018, 2, 1)},
    {"reference": "order 30", "department": "Department 0"},
)
INDEX, KEY = "delivery_words_idx", "delivery_pkey"


STATISTICS = pytest.mark.parametrize("statistics", ["ANALYZE", "SELECT"], ids=["analysed", "not analysed"])


@pytest.fixture
async def filled_database(observer: Observer) -> Observer:
    await observer.connection.execute(FILL)
    await observer.connection.execute("SET plan_cache_mode = force_generic_plan")
    return observer


def filters() -> Iterator[DeliveryFilter]:
    for words, others in product(WORDS, FILTERS):
        yield replace(DeliveryFilter(text=words), **others)


def pages_in(order: DeliveryOrder) -> Iterator[PageRequest]:
    place = Place(f"{4000:024x}", date(2018, 2, 1) if order.by_day else None)
    yield PageRequest(1)
    yield PageRequest(50, after=place)
    yield PageRequest(50, before=place, backward=True)


def parts(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from parts(part)


async def plans(observer: Observer, statement: Statement, values: dict[str, object]) -> Sequence[Any]:
    """Return the plan for these values and the generic one."""
    given = statement.arguments({"account_id": "account", **values})
    here = await observer.value(f"EXPLAIN (FORMAT JSON) {statement.sql}", *given)
    await observer.connection.execute(f"PREPARE plan AS {statement.sql}")
    nulls = ", ".join(["NULL"] * len(given))
    anywhere = await observer.value(f"EXPLAIN (FORMAT JSON) EXECUTE plan({nulls})")
    await observer.connection.execute("DEALLOCATE plan")
    return [json.loads(text)[0]["Plan"] for text in (here, anywhere)]


def reads(plan: dict[str, Any]) -> dict[str, str]:
    """Yield the indexes by which deliveries are read, with their conditions."""
    return {
        each.get("Index Name", each["Node Type"]): each.get("Index Cond", "")
        for each in parts(plan)
        if each["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan")
    }


def search(plan: dict[str, Any]) -> dict[str, Any]:
    (found,) = [each for each in parts(plan) if each.get("Subplan Name") == "CTE matched"]
    return found


@STATISTICS
async def test_words_are_looked_up_in_their_index_and_nowhere_else(
    filled_database: Observer, statistics: str
) -> None:
    await filled_database.connection.execute(statistics)
    for wanted, order in product(filters(), DeliveryOrder):
        asked = [list_rows(wanted_deliveries("account", wanted), page, order) for page in pages_in(order)]
        for statement, values in (*asked, count_rows(wanted_deliveries("account", wanted))):
            for plan in await plans(filled_database, statement, values):
                assert reads(search(plan)).keys() == {INDEX}, (wanted, order)
                assert str(plan).count("to_tsvector") == str(search(plan)).count("to_tsvector")


async def test_the_rows_of_a_page_are_read_by_their_primary_key(filled_database: Observer) -> None:
    await filled_database.connection.execute("ANALYZE")
    for wanted, order in product(filters(), DeliveryOrder):
        for page in pages_in(order):
            for plan in await plans(
                filled_database, *list_rows(wanted_deliveries("account", wanted), page, order)
            ):
                found = reads(plan)
                assert found.keys() == {INDEX, KEY}, (wanted, order, page, found)
                assert "id = ANY" in found[KEY]


async def test_a_search_is_counted_without_the_table(filled_database: Observer) -> None:
    await filled_database.connection.execute("ANALYZE")
    for wanted in filters():
        for plan in await plans(filled_database, *count_rows(wanted_deliveries("account", wanted))):
            assert reads(plan).keys() == {INDEX}, wanted


async def test_what_is_sorted_and_counted_is_as_narrow_as_it_can_be(filled_database: Observer) -> None:
    await filled_database.connection.execute("ANALYZE")
    wanted = wanted_deliveries("account", DeliveryFilter(text="often", zip="2030"))
    for statement, values in (list_rows(wanted, PageRequest(50)), count_rows(wanted)):
        for plan in await plans(filled_database, statement, values):
            assert search(plan)["Plan Width"] < 100  # bytes
