"""A list reads a bounded number of rows, however many rows its filters match and however skewed they are."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, cycle, islice, product
from operator import itemgetter
from typing import Any

import pytest

from domain.errors import SearchTooBroad
from domain.model.delivery import State
from domain.model.page import DeliveryFilter, DeliveryOrder, PageRequest, Place
from persistence.engine.database import Rows
from persistence.engine.statement import Statement
from persistence.reads.filter_conditions import wanted_deliveries
from persistence.reads.list_statements import count_rows, list_rows
from persistence.reads.searches import MOST_READ, Search
from tests.persistence.conftest import DELIVERY_COLUMNS, Observer

DELIVERIES = 24_000
CROWDED = date(2018, 3, 1)
"""A day of half of all deliveries; the others are spread over 300 days."""

# The newest third is frequent in nothing that is asked for; what is `Rare` lies among the oldest two thirds.
FILL = f"""
INSERT INTO account SELECT a, a, now() FROM unnest(ARRAY['account', 'another']) AS a;
INSERT INTO delivery ({DELIVERY_COLUMNS})
    SELECT account.id, lpad(to_hex(n), 24, '0'), CASE WHEN n % 3 = 0 THEN 'again' ELSE 'order ' || n END,
        CASE WHEN rare THEN 'Rare' ELSE 'Roma ' || n % 50 END, '', '', NULL, NULL, NULL,
        CASE WHEN n % 2 = 0 THEN date '{CROWDED}' ELSE date '2018-01-01' + n % 599 / 2 END,
        480, 540, 480, 960,
        '2100', 'København', 'Kattegatvej 53', '', '', NULL, NULL, 'UNVERIFIED',
        CASE WHEN rare THEN '9999' ELSE (2000 + n % 6)::text END,
        CASE WHEN rare THEN 'Rare' ELSE 'City ' || n % 4 END,
        'Kattegatvej 57', '', '', NULL, NULL, 'UNVERIFIED',
        CASE WHEN rare THEN 'Rare' ELSE 'Department ' || n % 3 END, 1, NULL, '', '', 'DELIVERY', '', '',
        CASE WHEN rare THEN 'FOR_REDELIVERY' WHEN n % 7 = 0 THEN 'DELETED' WHEN n > 23000 THEN 'CREATED'
            WHEN n % 11 = 0 THEN 'RETURNED' ELSE 'FINISHED' END, now(), now(), NULL, NULL, NULL, NULL, NULL
    FROM account, generate_series(0, {DELIVERIES - 1}) AS n,
        LATERAL (SELECT n < 16000 AND n % 10 = 5) AS r (rare)
    WHERE account.id = 'account' OR n < 300;
ANALYZE delivery;
"""  # noqa: S608 - names of columns
ONE_STATE = {"states": frozenset({State.FINISHED})}
RARE_STATE = {"states": frozenset({State.FOR_REDELIVERY})}
STATES = {"states": frozenset({State.FOR_REDELIVERY, State.RETURNED, State.CREATED})}
WITH_DELETED = {"states": frozenset({State.DELETED, State.RETURNED})}
DAY = {"first_date": CROWDED, "last_date": CROWDED}
WINDOW = {"first_date": date(2018, 2, 15), "last_date": date(2018, 3, 15)}
LONG_WINDOW = {"last_date": date(2018, 10, 1)}
ASKED: Sequence[dict[str, Any]] = (
    {},
    ONE_STATE,
    RARE_STATE,
    STATES,
    WITH_DELETED,
    DAY,
    WINDOW,
    LONG_WINDOW,
    {"zip": "2003"},
    {"zip": "9999"},
    {"department": "Department 2"},
    {"department": "Rare"},
    *(
        DAY | other
        for other in (ONE_STATE, RARE_STATE, STATES, WITH_DELETED, {"zip": "9999"}, {"zip": "2002"})
    ),
    *(DAY | {"department": name} for name in ("Department 1", "Rare")),
    *(WINDOW | other for other in (RARE_STATE, STATES, {"zip": "2001"}, {"department": "Rare"})),
)
"""Single filters and pairs that are read exactly, in each order."""
BY_PLACE: Sequence[dict[str, Any]] = (
    {"city": "City 2"},
    {"city": "Rare"},
    {"recipient": "Roma 7"},
    {"recipient": "Rare"},
    {"reference": "again"},
    {"reference": "order 7"},
)
"""Those that are read exactly in the order of their creation."""
PARTS: Sequence[dict[str, Any]] = (
    ONE_STATE, RARE_STATE, STATES, WITH_DELETED, DAY, WINDOW, LONG_WINDOW, {"zip": "9999"}, {"zip": "2003"},
    {"department": "Department 1"}, {"department": "Rare"}, *BY_PLACE,
)  # fmt: skip


MEASURED = "ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON"


@dataclass
class Meter:
    """Runs statements, and counts the rows and buffers that they read."""

    observer: Observer
    rows: float = 0
    buffers: int = 0
    scans: list[Any] = field(default_factory=list)

    async def fetch(self, statement: Statement, **values: object) -> Rows:
        given = statement.arguments({"account_id": "account"} | values)
        connection = self.observer.connection
        await connection.execute(f"PREPARE plan AS {statement.sql}")
        literals = ", ".join(map(quote_literal, given))
        text = await connection.fetchval(f"EXPLAIN ({MEASURED}) EXECUTE plan({literals})")
        await connection.execute("DEALLOCATE plan")
        plan = json.loads(text)[0]["Plan"]
        self.rows += sum(rows_of(plan))
        self.buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        self.scans.append(describe_scans(plan))
        found: Rows = await connection.fetch(statement.sql, *given)
        return found


def quote_literal(value: object) -> str:
    if isinstance(value, list):
        return f"'{{{', '.join(map(str, value))}}}'"
    return str(value) if isinstance(value, int) else f"'{value}'"


def rows_of(plan: dict[str, Any]) -> Iterator[float]:
    """Yield the rows that each scan of the table read, also those that its filter removed."""
    if plan.get("Relation Name") == "delivery" or plan["Node Type"] == "Bitmap Index Scan":
        removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        yield (plan["Actual Rows"] + removed) * plan["Actual Loops"]
    for part in plan.get("Plans", ()):
        yield from rows_of(part)


def describe_scans(plan: dict[str, Any]) -> list[Any]:
    """Return the index and the rows of each scan, for the message of a failure."""
    own = [(plan.get("Index Name", plan["Node Type"]), *rows_of({**plan, "Plans": ()}))]
    below = [each for part in plan.get("Plans", ()) for each in describe_scans(part)]
    return [each for each in (*own, *below) if len(each) > 1]


async def read_list(
    meter: Meter, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder
) -> list[str]:
    """Return the ids of a page and one more, as the reader finds them."""
    query = wanted_deliveries("account", wanted)
    if not query.is_exact(by_day=order.by_day):
        return list(await Search(meter.fetch, query, page, order).find_ids())
    statement, values = list_rows(query, page, order)
    return [row["id"] for row in await meter.fetch(statement, **values)]


async def read_count(meter: Meter, wanted: DeliveryFilter) -> int | None:
    query = wanted_deliveries("account", wanted)
    if not query.can_count:
        return await Search(meter.fetch, query).count()
    statement, values = count_rows(query)
    count: int = (await meter.fetch(statement, **values))[0][0]
    return count


class Expected:
    """What comparing every delivery of the account finds."""

    def __init__(self, deliveries: Sequence[dict[str, Any]]) -> None:
        by_id = sorted(deliveries, key=itemgetter("id"))
        by_day = sorted(by_id, key=itemgetter("delivery_date"))
        self._rows = {False: by_id, True: by_day}

    def matching(self, wanted: DeliveryFilter, *, by_day: bool = False) -> list[dict[str, Any]]:
        states = wanted.states or frozenset(State) - {State.DELETED}
        first, last = wanted.first_date or date.min, wanted.last_date or date.max
        exact = {
            "reference": wanted.reference,
            "recipient_name": wanted.recipient,
            "drop_off_zip": wanted.zip,
            "drop_off_city": wanted.city,
            "department": wanted.department,
        }
        given = [(name, value) for name, value in exact.items() if value is not None]
        return [
            row
            for row in self._rows[by_day]
            if row["state"] in states
            and first <= row["delivery_date"] <= last
            and all(row[name] == value for name, value in given)
        ]

    def page(self, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder) -> list[str]:
        rows = self.matching(wanted, by_day=order.by_day)
        down = order.descending is not page.backward
        if down:
            rows.reverse()
        place = page.before if page.backward else page.after
        found = (row for row in rows if place is None or is_beyond(row, place, down=down))
        return [row["id"] for row in islice(found, page.size + 1)]


def is_beyond(row: dict[str, Any], place: Place, *, down: bool) -> bool:
    day = row["delivery_date"]
    key, end = (day, row["id"]), (place.day or day, place.id)
    return key < end if down else key > end


@pytest.fixture
async def filled_account(observer: Observer) -> tuple[Observer, Expected]:
    await observer.connection.execute(FILL)
    await observer.connection.execute("SET plan_cache_mode = force_generic_plan")  # as the gateway's do
    columns = "id, state, delivery_date, reference, recipient_name, drop_off_zip, drop_off_city, department"
    rows = await observer.rows(f"SELECT {columns} FROM delivery WHERE account_id = 'account'")  # noqa: S608
    return observer, Expected(rows)


def pages_in(order: DeliveryOrder) -> Iterator[PageRequest]:
    """Yield the first page, and one on either side of a place."""
    place = Place(f"{12_001:024x}", CROWDED + timedelta(days=1) if order.by_day else None)
    yield PageRequest(50)
    if order in (DeliveryOrder.CREATED_DESC, DeliveryOrder.DELIVERY_DATE_ASC):
        yield PageRequest(100, after=place)
    else:
        yield PageRequest(50, before=place, backward=True)


async def test_what_lists_and_day_views_ask_for_is_read_exactly(
    filled_account: tuple[Observer, Expected],
) -> None:
    observer, expected = filled_account
    created = (DeliveryOrder.CREATED_DESC, DeliveryOrder.CREATED_ASC)
    for criteria, order in (*product(ASKED, DeliveryOrder), *product(BY_PLACE, created)):
        for page in pages_in(order):
            meter, wanted = Meter(observer), DeliveryFilter(**criteria)
            found = await read_list(meter, wanted, page, order)
            assert found == expected.page(wanted, page, order), (wanted, page, order)
            most = 20 * page.size + 1_000
            assert meter.rows <= most, (wanted, page, order, meter.scans)
            assert meter.buffers <= 2 * most, (wanted, page, order, meter.scans)
    for criteria in (*ASKED, *BY_PLACE):
        wanted = DeliveryFilter(**criteria)
        assert await read_count(Meter(observer), wanted) == len(expected.matching(wanted)), wanted


def pairs() -> Iterator[DeliveryFilter]:
    for one, another in combinations(PARTS, 2):
        if not one.keys() & another.keys():
            yield DeliveryFilter(**one, **another)


async def test_any_other_list_or_count_reads_so_many_rows_at_most_or_is_refused(
    filled_account: tuple[Observer, Expected],
) -> None:
    observer, expected = filled_account
    refused = 0
    for wanted, order in zip(pairs(), cycle(DeliveryOrder), strict=False):
        meter = Meter(observer)
        try:
            found = await read_list(meter, wanted, PageRequest(50), order)
            assert found == expected.page(wanted, PageRequest(50), order), (wanted, order)
        except SearchTooBroad:
            refused += 1
        assert meter.rows <= MOST_READ * 1.1, (wanted, order, meter.scans)
    assert refused < 10
    for wanted in pairs():
        meter = Meter(observer)
        count = await read_count(meter, wanted)
        exact = wanted_deliveries("account", wanted).can_count
        assert count == len(expected.matching(wanted)) or (count is None and not exact), wanted
        assert exact or meter.rows <= MOST_READ * 1.1, (wanted, meter.scans)
