"""A search reads a bounded number of rows: first ones of the list, or entries of the index of words."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from domain.errors import SearchTooBroad
from domain.model.delivery import State
from domain.model.page import DeliveryFilter, DeliveryOrder, PageRequest, Place
from persistence.engine.statement import Statement
from persistence.reads.access_paths import Path
from persistence.reads.filter_conditions import wanted_deliveries
from persistence.reads.list_statements import ListForm
from persistence.reads.searches import FIRST_PAGE, MOST_MATCHES, Search, look_up_statement, walk_statement
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
        'Department ' || n % 30, 1, NULL, CASE WHEN n < 1000 THEN 'once' ELSE '' END,
        CASE WHEN n % 660 = 7 THEN 'rare' ELSE '' END, 'DELIVERY', '', '',
        CASE WHEN n % 7 = 0 THEN 'DELETED' ELSE 'CREATED' END, now(), now(), NULL, NULL, NULL, NULL, NULL
    FROM account, generate_series(0, 1999) AS n WHERE account.id = 'account' OR n < 50;
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
INDEX = "delivery_words_idx"
ACCOUNT: dict[str, object] = {"account_id": "account"}
STEPS = 150
PATH = Path()
STATISTICS = pytest.mark.parametrize("statistics", ["ANALYZE", "SELECT"], ids=["analysed", "not analysed"])


def whole_list(search: Search) -> ListForm:
    """Return a form whose walk compares every row of the account with all filters."""
    return search.form(Path(in_order=False))


@pytest.fixture
async def filled_database(observer: Observer) -> Observer:
    await observer.connection.execute(FILL)
    await observer.connection.execute("SET plan_cache_mode = force_generic_plan")
    return observer


def ordered_filters() -> Iterator[tuple[DeliveryFilter, DeliveryOrder]]:
    """Yield each of the words with each other filter, and both with every order."""
    orders = list(DeliveryOrder)
    for (row, words), (column, others) in product(enumerate(WORDS), enumerate(FILTERS)):
        yield replace(DeliveryFilter(text=words), **others), orders[(row + column) % len(orders)]


def pages_in(order: DeliveryOrder) -> Iterator[PageRequest]:
    place = Place(f"{1300:024x}", date(2018, 2, 1) if order.by_day else None)
    yield PageRequest(1)
    yield PageRequest(50, after=place)
    yield PageRequest(50, before=place, backward=True)


def search_of(
    observer: Observer,
    wanted: DeliveryFilter,
    page: PageRequest = FIRST_PAGE,
    order: DeliveryOrder = DeliveryOrder.CREATED_DESC,
) -> Search:
    """Return a search whose statements the observer runs."""

    async def fetch(statement: Statement, **values: object) -> Any:  # noqa: ANN401 - rows, as asyncpg has them
        return await observer.connection.fetch(statement.sql, *statement.arguments(ACCOUNT | values))

    return Search(fetch, wanted_deliveries("account", wanted), page, order)


def searches_for(observer: Observer) -> Iterator[Search]:
    for wanted, order in ordered_filters():
        for page in pages_in(order):
            yield search_of(observer, wanted, page, order)


def parts(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from parts(part)


async def plans(observer: Observer, statement: Statement, search: Search, steps: int = 0) -> Sequence[Any]:
    """Return the plan for these values, run, and the generic one."""
    given = statement.arguments(ACCOUNT | search.values | {"steps": steps})
    here = await observer.value(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *given)
    await observer.connection.execute(f"PREPARE plan AS {statement.sql}")
    nulls = ", ".join(["NULL"] * len(given))
    anywhere = await observer.value(f"EXPLAIN (FORMAT JSON) EXECUTE plan({nulls})")
    await observer.connection.execute("DEALLOCATE plan")
    return [json.loads(text)[0]["Plan"] for text in (here, anywhere)]


def reads(plan: dict[str, Any]) -> set[str]:
    """The indexes by which deliveries are read."""
    scans = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan")
    return {each.get("Index Name", each["Node Type"]) for each in parts(plan) if each["Node Type"] in scans}


def part_named(plan: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in parts(plan) if each.get("Subplan Name") == f"CTE {name}"]
    return found


@STATISTICS
async def test_words_are_looked_up_in_their_index_and_nowhere_else(
    filled_database: Observer, statistics: str
) -> None:
    await filled_database.connection.execute(statistics)
    for search, counts in product(searches_for(filled_database), (True, False)):
        statement = look_up_statement(search.form(PATH), MOST_MATCHES, counts=counts)
        for plan in await plans(filled_database, statement, search):
            assert reads(plan) == {INDEX}, search
            matched = part_named(plan, "matched")
            assert str(plan).count("to_tsvector") == str(matched).count("to_tsvector")
            if statistics == "ANALYZE":
                assert matched["Plan Width"] < 100  # bytes, as all of it may be sorted


@STATISTICS
async def test_a_walk_compares_the_words_of_so_many_rows_and_no_more(
    filled_database: Observer, statistics: str
) -> None:
    await filled_database.connection.execute(statistics)
    for search, counts in product(searches_for(filled_database), (True, False)):
        for path in search.wanted.find_paths(by_day=search.order.by_day):
            statement = walk_statement(search.form(path), counts=counts)
            here, anywhere = await plans(filled_database, statement, search, STEPS)
            assert part_named(here, "walked")["Actual Rows"] <= STEPS
            for plan in (here, anywhere):
                assert INDEX not in reads(plan)
                walked = part_named(plan, "walked")
                assert "to_tsvector" not in str(walked)
                assert walked["Node Type"] == "Limit"


async def test_a_search_finds_what_a_comparison_with_every_row_finds(filled_database: Observer) -> None:
    for search in searches_for(filled_database):
        everything = walk_statement(whole_list(search), counts=False)
        ((expected, _),) = await search.fetch(everything, **search.values, steps=10_000)
        assert list(await search.find_ids()) == expected, search
        counted = walk_statement(whole_list(search), counts=True)
        ((count, _),) = await search.fetch(counted, **search.values, steps=10_000)
        assert await search.count() == count, search


async def test_the_index_of_words_finds_what_a_walk_finds(filled_database: Observer) -> None:
    for search in searches_for(filled_database):
        results = []
        for counts in (True, False):
            look_up = look_up_statement(search.form(PATH), MOST_MATCHES, counts=counts)
            for statement in (walk_statement(whole_list(search), counts=counts), look_up):
                results += await search.fetch(statement, **search.values, steps=10_000)
        (walked, _), (looked_up, _), (ids, _), (looked_up_ids, _) = results
        assert (walked, ids) == (looked_up, looked_up_ids), search


async def test_what_is_neither_near_nor_rare_is_refused(
    filled_database: Observer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("persistence.reads.searches.MOST_MATCHES", 300)
    monkeypatch.setattr("persistence.reads.searches.MOST_READ", 1_000)
    monkeypatch.setattr("persistence.reads.searches.WORDS_WALKED", 700)
    broad, rare = DeliveryFilter(text="once"), DeliveryFilter(text="once rare")
    short, far = replace(broad, zip="2030"), Place(f"{990:024x}")
    for wanted, page, order in (
        (rare, PageRequest(50), DeliveryOrder.CREATED_DESC),
        (short, PageRequest(100), DeliveryOrder.CREATED_DESC),
        (broad, PageRequest(50), DeliveryOrder.CREATED_ASC),
        (broad, PageRequest(50, after=far), DeliveryOrder.CREATED_DESC),
    ):
        assert await search_of(filled_database, wanted, page, order).find_ids()
    with pytest.raises(SearchTooBroad) as refused:
        await search_of(filled_database, broad, PageRequest(50), DeliveryOrder.CREATED_DESC).find_ids()
    assert refused.value.limit == 1_000
    counts = [await search_of(filled_database, wanted).count() for wanted in (rare, short, broad)]
    assert counts[0] == 1
    assert counts[1] is not None
    assert counts[2] is None
