"""Lists, history and locks read their index, with a plan for the values and with a generic one."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import pytest

from domain.model.delivery import State
from domain.model.page import (
    DeliveryFilter,
    DeliveryOrder,
    PageRequest,
    Place,
    StopsRequest,
)
from persistence import accounts
from persistence.addresses import register, suggestions
from persistence.commands import deliveries, journal, sweeps, tokens
from persistence.engine.statement import Statement
from persistence.reads import choices, history, stops
from persistence.reads.filter_conditions import ALL_TOKENS, wanted_deliveries
from persistence.reads.list_statements import count_rows, list_rows
from persistence.schema import tables
from tests.persistence.conftest import DELIVERY_COLUMNS, Observer
from tests.persistence.list_cases import DAY, PAGE, lists
from tests.persistence.view_cases import views

_FILL = """
INSERT INTO account SELECT a, a, now() FROM unnest(ARRAY['account', 'b', 'c']) AS a;
INSERT INTO event_counter SELECT id, 10000 FROM account;
INSERT INTO sweep
    SELECT account.id, lpad(to_hex(n), 24, '0'), date '2018-01-01' + n, 'PLANNED', now(), now()
    FROM account, generate_series(0, 1499) AS n;
INSERT INTO delivery (%s)
    SELECT account.id, lpad(to_hex(n), 24, '0'), 'order ' || n, 'Roma ' || n % 50, '', '', NULL, NULL, NULL,
        date '2018-01-01' + n % 500, 480, 540, 480, 960,
        '2100', 'København', 'Kattegatvej 53', '', '', NULL, NULL, 'UNVERIFIED',
        (2000 + n % 60)::text, 'City ' || n % 40, 'Kattegatvej 57', '', '', NULL, NULL, 'UNVERIFIED',
        'Department ' || n % 30, 1, NULL, '', '', 'DELIVERY', '', '',
        CASE WHEN n % 3 = 0 THEN 'PLANNED' WHEN n % 7 = 0 THEN 'DELETED' ELSE 'CREATED' END, now(), now(),
        CASE WHEN n % 3 = 0 THEN lpad(to_hex(n % 500), 24, '0') END, CASE WHEN n % 3 = 0 THEN n END,
        NULL, NULL, NULL FROM account, generate_series(0, 2999) AS n;
INSERT INTO event
    SELECT account.id, n, 'delivery', lpad(to_hex(n % 3000), 24, '0'), 'updated', '{}', now(), '', '', '',
        '00000000-0000-0000-0000-000000000000'
    FROM account, generate_series(1, 5000) AS n;
INSERT INTO postal_area SELECT 'DK', n::text, 'City ' || n FROM generate_series(1000, 3999) AS n;
INSERT INTO address
    SELECT 'DK', (1000 + n % 3000)::text, 'street ' || n, '1', 'Street ' || n, NULL, NULL
    FROM generate_series(1, 9000) AS n;
INSERT INTO api_token
    SELECT lpad(to_hex(n), 64, '0'), lpad(to_hex(n), 24, '0'), account.id || n, 'till', '{}', now(),
        NULL, NULL, NULL FROM account, generate_series(1, 3000) AS n WHERE account.id = 'b';
ANALYZE;
"""
ONE_LONG_SWEEP = """
UPDATE delivery SET sweep_id = $1, position = ('x' || right(id, 8))::bit(32)::integer
    WHERE account_id = 'account'
"""
ONE_LONG_HISTORY = """
INSERT INTO event
    SELECT 'account', 10000 + n, 'delivery', $1, 'updated', '{"notes": ["a", "b"]}', now(), '', '', '',
        '00000000-0000-0000-0000-000000000000'
    FROM generate_series(1, 20000) AS n
"""
FILL = _FILL.replace("(%s)", f"({DELIVERY_COLUMNS})")
# Tables of a few rows, which are quickest read whole.
SMALL = {"event_counter", "account_settings", "register_import"}
SOME = [f"{number:024x}" for number in (3, 30, 300)]
ONE = SOME[0]


def single() -> Iterator[tuple[Statement, dict[str, object]]]:
    yield Statement(choices.ONE), {"id": ONE}
    yield Statement(choices.SOME), {"ids": SOME}
    yield history.HISTORIES, {"subject_id": SOME, "before": history.BEYOND, "limit": 11}
    yield history.LOCKS, {"subject_id": SOME, "event_types": ["planned"], "left": ["CREATED"]}
    yield Statement(choices.ANY_STATE), {"ids": SOME}
    yield history.PAST, {"id": ONE, "until": datetime(2018, 4, 5, tzinfo=UTC), "limit": 501}
    for request in (StopsRequest(), StopsRequest(after=7, before=70, backward=True)):
        yield stops.list_stops(SOME, request)
    yield stops.STATE_COUNTS, {"sweep_ids": SOME}
    for page in (PageRequest(), PAGE):
        yield list_rows(ALL_TOKENS, page, DeliveryOrder.CREATED_ASC)
    yield count_rows(ALL_TOKENS)
    yield Statement(choices.SWEEPS), {"ids": SOME}
    yield deliveries.LOCK, {"ids": SOME}
    yield deliveries.LOCK_SWEEP, {"sweep_id": ONE}
    yield deliveries.STATES, {"sweep_id": ONE}
    others = [column.name for column in tables.delivery.c if not column.primary_key]
    yield deliveries.compile_overwrite(frozenset(others)), dict.fromkeys(others, [None] * 3) | {"id": SOME}
    yield sweeps.LOCK, {"ids": SOME}
    yield tokens.ALL, {}
    yield tokens.LOOK_UP, {"ids": SOME}
    yield tokens.LIVE, {"at": datetime(2018, 4, 5, tzinfo=UTC)}
    yield tokens.REVOKE, {"id": SOME, "revoked_at": [datetime(2018, 4, 5, tzinfo=UTC)] * 3}
    yield (
        accounts.IDENTIFY,
        {"token_hash": "0" * 64, "at": datetime(2018, 4, 5, tzinfo=UTC), "serves_demo": False},
    )
    yield register.FIND, {"country": "DK", "zip": ["2100"], "street": ["street 1"], "house_number": ["1"]}
    yield suggestions.STREETS, {"country": "DK", "zips": ["2100", "2200"]}
    yield journal.COMMAND_OF, {"number": 7}


async def list_scanned_tables(observer: Observer, query: str, *values: object) -> set[str]:
    """Return the tables that the plan reads completely."""
    (row,) = await observer.rows(f"EXPLAIN (FORMAT JSON) {query}", *values)
    return set(_scans(json.loads(row["QUERY PLAN"])[0]["Plan"]))


def _scans(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scans(part)


async def scanned_by(observer: Observer, statement: Statement, values: dict[str, object]) -> set[str]:
    """Neither the plan for these values nor the generic one reads a table completely."""
    given = statement.arguments({"account_id": "account", **values})
    here = await list_scanned_tables(observer, statement.sql, *given)
    await observer.connection.execute(f"PREPARE plan AS {statement.sql}")
    anywhere = await list_scanned_tables(observer, f"EXECUTE plan({', '.join(['NULL'] * len(given))})")
    await observer.connection.execute("DEALLOCATE plan")
    return here | anywhere


async def test_nothing_is_read_from_end_to_end(observer: Observer) -> None:
    await observer.connection.execute(FILL)
    await observer.connection.execute("SET plan_cache_mode = force_generic_plan")
    for statement, values in chain(lists(), single(), views()):
        assert not await scanned_by(observer, statement, values) - SMALL, statement.sql


async def plan_of(observer: Observer, statement: Statement, values: dict[str, object]) -> dict[str, Any]:
    given = statement.arguments({"account_id": "account", **values})
    (row,) = await observer.rows(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}", *given)
    plan: dict[str, Any] = json.loads(row["QUERY PLAN"])[0]["Plan"]
    return plan


def shape(plan: dict[str, Any]) -> list[Any]:
    """Return the nodes of a plan and their indexes, without what depends on the place in the list."""
    return [plan["Node Type"], plan.get("Index Name"), *map(shape, plan.get("Plans", ()))]


@pytest.mark.parametrize("order", DeliveryOrder)
@pytest.mark.parametrize("end", ["after", "before"])
async def test_a_deep_page_is_read_as_the_first_page_is(
    observer: Observer, order: DeliveryOrder, end: str
) -> None:
    await observer.connection.execute(FILL)
    wanted = wanted_deliveries("account", DeliveryFilter())
    shapes = []
    for number in (None, 2990, 1500, 60):
        place = number and Place(f"{number:024x}", date(2018, 1, 1) + timedelta(number % 500))
        place = place and (place if order.by_day else Place(place.id))
        ends: dict[str, Any] = {end: place or None, "backward": end == "before"}
        plan = await plan_of(observer, *list_rows(wanted, PageRequest(50, **ends), order))
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 140
        shapes.append(shape(plan))
    index = "delivery_day_place_idx" if order.by_day else "delivery_pkey"
    assert shapes == [["Limit", None, ["Index Scan", index]]] * 4


# The last of the 9,990 deliveries on the pages before, ten on each.
PAGE_999_ENDS = {True: Place(f"{4_998:024x}", date(2018, 1, 1) + timedelta(498)), False: Place(f"{30:024x}")}


@pytest.mark.parametrize("order", [DeliveryOrder.CREATED_DESC, DeliveryOrder.DELIVERY_DATE_ASC])
async def test_page_1000_is_read_as_page_1_is(observer: Observer, order: DeliveryOrder) -> None:
    await observer.connection.execute(FILL.replace("generate_series(0, 2999)", "generate_series(0, 10019)"))
    wanted = wanted_deliveries("account", DeliveryFilter(states=frozenset(State)))
    after = PAGE_999_ENDS[order.by_day]
    first = await plan_of(observer, *list_rows(wanted, PageRequest(10), order))
    later = await plan_of(observer, *list_rows(wanted, PageRequest(10, after=after), order))
    assert shape(first) == shape(later)
    assert (first["Actual Rows"], later["Actual Rows"]) == (11, 11)
    assert later["Shared Hit Blocks"] + later["Shared Read Blocks"] < 140


def kinds(plan: dict[str, Any]) -> set[str]:
    return {plan["Node Type"]}.union(*map(kinds, plan.get("Plans", ())))


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"first_date": DAY, "last_date": date(2018, 3, 1)},
        {"zip": "2030"},
        {"city": "City 30"},
        {"recipient": "Roma 30"},
        {"department": "Department 0"},
        {"reference": "order 30"},
        {"states": frozenset({State.CREATED, State.DELETED})},
        {"department": "Department 0", "first_date": DAY, "last_date": DAY},
    ],
)
async def test_counting_reads_an_index_and_nothing_else(observer: Observer, wanted: dict[str, Any]) -> None:
    await observer.connection.execute("SET synchronous_commit TO on")  # so that VACUUM finds them committed
    await observer.connection.execute(FILL)
    await observer.connection.execute("VACUUM delivery")
    plan = await plan_of(observer, *count_rows(wanted_deliveries("account", DeliveryFilter(**wanted))))
    assert kinds(plan) == {"Aggregate", "Limit", "Index Only Scan"}, shape(plan)


async def test_counting_the_states_on_sweeps_reads_an_index_and_nothing_else(observer: Observer) -> None:
    await observer.connection.execute("SET synchronous_commit TO on")  # so that VACUUM finds them committed
    await observer.connection.execute(FILL)
    await observer.connection.execute("VACUUM delivery")
    plan = await plan_of(observer, stops.STATE_COUNTS, {"sweep_ids": SOME})
    here, left = plan["Plans"]
    assert kinds(here) <= {"Aggregate", "Sort", "Index Only Scan"}, shape(plan)
    assert "event_left_stop_idx" in str(shape(left))


@pytest.mark.parametrize("end", ["after", "before"])
async def test_a_deep_page_of_stops_is_read_as_the_first_one_is(observer: Observer, end: str) -> None:
    await observer.connection.execute(FILL)
    await observer.connection.execute(ONE_LONG_SWEEP, ONE)
    await observer.connection.execute("ANALYZE delivery")
    shapes = []
    for position in (None, 2_900, 1_500, 100):
        ends: dict[str, Any] = {end: position, "backward": end == "before"}
        plan = await plan_of(observer, *stops.list_stops([ONE], StopsRequest(50, **ends)))
        assert plan["Actual Rows"] == 51
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 140
        shapes.append(shape(plan))
    assert shapes == shapes[:1] * 4
    for index in ("delivery_account_id_sweep_id_position_idx", "event_left_stop_idx"):
        assert index in str(shapes[0])


async def test_the_lock_of_a_delivery_is_found_without_what_was_before(observer: Observer) -> None:
    await observer.connection.execute(FILL)
    await observer.connection.execute(ONE_LONG_HISTORY, ONE)
    lock = """INSERT INTO event SELECT made.* FROM (SELECT kept FROM event AS kept LIMIT 1) AS model,
        jsonb_populate_record(model.kept, jsonb_build_object('subject_id', $1::text, 'number', 999999,
            'event_type', 'planned', 'changes', '{"state": ["CREATED", "PLANNED"]}'::jsonb)) AS made"""
    await observer.connection.execute(lock, ONE)
    planned = {"subject_id": [ONE], "event_types": ["planned"], "left": ["CREATED"]}
    plan = await plan_of(observer, history.LOCKS, {**planned})
    assert (plan["Actual Rows"], plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 20) == (1, True)


async def test_a_long_past_is_read_only_as_far_as_it_is_replayed(observer: Observer) -> None:
    await observer.connection.execute(FILL)
    await observer.connection.execute(ONE_LONG_HISTORY, ONE)
    for until in (datetime(2018, 4, 5, tzinfo=UTC), datetime(2099, 4, 5, tzinfo=UTC)):
        plan = await plan_of(observer, history.PAST, {"id": ONE, "until": until, "limit": 501})
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 140, shape(plan)
        assert "event_account_id_subject_subject_id_number_idx" in str(shape(plan))
