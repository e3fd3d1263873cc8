"""Lists, history and locks read their index, with the values at hand and with a plan for any values."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain, combinations
from typing import Any

from domain.model.delivery import State
from domain.model.page import DeliveryFilter, PageRequest, SweepFilter
from domain.model.sweep import SweepState
from persistence import accounts, deliveries, journal, reader, sweeps
from persistence.addresses import register, suggestions
from persistence.delivery_rows import COLUMNS
from persistence.lists import delivery_list, sweep_list
from persistence.statement import Statement
from tests.persistence.conftest import Observer

FILL = """
INSERT INTO account SELECT a, a, now() FROM unnest(ARRAY['account', 'b', 'c']) AS a;
INSERT INTO event_counter SELECT id, 10000 FROM account;
INSERT INTO sweep
    SELECT account.id, lpad(to_hex(n), 24, '0'), date '2018-01-01' + n, 'PLANNED', now(), now()
    FROM account, generate_series(0, 1499) AS n;
INSERT INTO delivery
    SELECT account.id, lpad(to_hex(n), 24, '0'), 'order ' || n, 'Roma', '', '', NULL, NULL, NULL,
        date '2018-01-01' + n % 500, '08:00', '09:00', '08:00', '16:00',
        '2100', 'København', 'Kattegatvej 53', '', '', NULL, NULL, 'UNVERIFIED',
        '2100', 'København', 'Kattegatvej 57', '', '', NULL, NULL, 'UNVERIFIED',
        '', 1, NULL, '', '', 'DELIVERY', '', '',
        CASE WHEN n % 3 = 0 THEN 'PLANNED' WHEN n % 7 = 0 THEN 'DELETED' ELSE 'CREATED' END, now(), now(),
        CASE WHEN n % 3 = 0 THEN lpad(to_hex(n % 500), 24, '0') END, CASE WHEN n % 3 = 0 THEN n END,
        NULL, NULL
    FROM account, generate_series(0, 2999) AS n;
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
        NULL, NULL, NULL
    FROM account, generate_series(1, 3000) AS n WHERE account.id = 'b';
ANALYZE;
"""
# Tables of a few rows, which are quickest read whole.
SMALL = {"event_counter", "account_settings", "register_import"}
HISTORY = """
    SELECT * FROM event
    WHERE account_id = 'account' AND subject = 'delivery' AND subject_id = lpad('1', 24, '0')
    ORDER BY number DESC LIMIT 51
"""
SOME = [f"{number:024x}" for number in (3, 30, 300)]
ONE = SOME[0]
PAGE = PageRequest(50, after=f"{2000:024x}")

DELIVERY_FILTERS: dict[str, dict[str, Any]] = {
    "one state": {"states": frozenset({State.PLANNED})},
    "states": {"states": frozenset({State.PLANNED, State.DELETED})},
    "days": {"first_date": date(2018, 2, 1), "last_date": date(2018, 3, 1)},
    "day": {"first_date": date(2018, 2, 1), "last_date": date(2018, 2, 1)},
    "reference": {"reference": "order 30"},
    "sweep": {"sweep_id": ONE},
}


def lists() -> Iterator[tuple[Statement, dict[str, object]]]:
    """Every combination of up to three filters."""
    choices = chain.from_iterable(combinations(DELIVERY_FILTERS.values(), size) for size in range(4))
    for choice in choices:
        wanted = DeliveryFilter()
        for part in choice:
            wanted = replace(wanted, **part)
        yield delivery_list(wanted, PAGE)
        yield delivery_list(wanted, PageRequest(50))
    for states in (frozenset[SweepState](), frozenset({SweepState.PLANNED}), frozenset(SweepState)):
        for day in (None, date(2018, 2, 1)):
            yield sweep_list(SweepFilter(states, day), PAGE)


def single() -> Iterator[tuple[Statement, dict[str, object]]]:
    yield reader.ONE, {"id": ONE}
    yield reader.ON_SWEEPS, {"sweep_ids": SOME}
    yield reader.SWEEPS, {"ids": SOME}
    yield deliveries.LOCK, {"ids": SOME}
    yield deliveries.LOCK_SWEEP, {"sweep_id": ONE}
    yield deliveries.STATES, {"sweep_id": ONE}
    yield deliveries.OVERWRITE, {column.name: [None] * 3 for column in COLUMNS[1:]} | {"id": SOME}
    yield sweeps.LOCK, {"ids": SOME}
    yield accounts.TOKENS, {}
    yield accounts.IDENTIFY, {"token_hash": "0" * 64, "at": datetime(2018, 4, 5, tzinfo=UTC)}
    yield register.FIND, {"country": "DK", "zip": ["2100"], "street": ["street 1"], "house_number": ["1"]}
    yield suggestions.STREETS, {"country": "DK", "zips": ["2100", "2200"]}
    yield journal.COMMAND_OF, {"number": 7}


async def scanned(observer: Observer, query: str, *values: object) -> set[str]:
    """The tables that the plan reads from end to end."""
    (row,) = await observer.rows(f"EXPLAIN (FORMAT JSON) {query}", *values)
    return set(_scans(json.loads(row["QUERY PLAN"])[0]["Plan"]))


def _scans(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scans(part)


async def scanned_by(observer: Observer, statement: Statement, values: dict[str, object]) -> set[str]:
    """By the plan for these values and by the one that is kept for any values."""
    given = statement.arguments({"account_id": "account", **values})
    here = await scanned(observer, statement.sql, *given)
    await observer.connection.execute(f"PREPARE plan AS {statement.sql}")
    anywhere = await scanned(observer, f"EXECUTE plan({', '.join(['NULL'] * len(given))})")
    await observer.connection.execute("DEALLOCATE plan")
    return here | anywhere


async def test_nothing_is_read_from_end_to_end(observer: Observer) -> None:
    await observer.connection.execute(FILL)
    await observer.connection.execute("SET plan_cache_mode = force_generic_plan")
    for statement, values in chain(lists(), single()):
        assert not await scanned_by(observer, statement, values) - SMALL, statement.sql
    assert not await scanned(observer, HISTORY)


async def test_a_deep_page_costs_what_the_first_costs(observer: Observer) -> None:
    await observer.connection.execute(FILL)
    for after in (None, f"{2990:024x}", f"{60:024x}"):
        statement, values = delivery_list(DeliveryFilter(), PageRequest(50, after))
        given = statement.arguments({"account_id": "account", **values})
        query = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.sql}"
        (row,) = await observer.rows(query, *given)
        plan = json.loads(row["QUERY PLAN"])[0]["Plan"]
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 75
        assert "Sort" not in row["QUERY PLAN"]
