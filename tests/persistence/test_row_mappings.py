"""Every attribute has a column of its own, wherever the column stands in its table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table

from domain.model.booking import Booking, Kind
from domain.model.delivery import Delivery, State
from domain.model.events import Change, EventType
from domain.model.location import AddressLevel, Location
from domain.model.recipient import Phone, Recipient
from domain.model.sweep import Sweep, SweepState
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.ports import UnitOfWork
from domain.rules.leaves import flatten
from persistence.adapters import PostgresAdapters
from persistence.rows.delivery import DELIVERY, column_of
from persistence.rows.mapping import Composite, Nullable
from persistence.rows.sweep import SWEEP
from persistence.schema.tables import delivery, sweep
from tests.fakes import caller
from tests.persistence.conftest import Observer

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
SAVED_SWEEP = Sweep(
    id="5aba00dcafe9af1843c294b7",
    account_id="account",
    day=date(2018, 4, 6),
    state=SweepState.STARTED,
    created_at=datetime(2018, 3, 1, tzinfo=UTC),
    updated_at=datetime(2018, 3, 2, tzinfo=UTC),
)
SAVED_DELIVERY = Delivery(
    id="5ab3b4cb038cbe9805c957b1",
    account_id="account",
    booking=Booking(
        reference="reference",
        recipient=Recipient("name", "recipient id", "email", Phone("country", "dial code", "number")),
        delivery_date=date(2018, 4, 5),
        pickup_window=Window(TimeOfDay(1), TimeOfDay(2)),
        delivery_window=Window(TimeOfDay(3), TimeOfDay(4)),
        pickup=Location("zip", "city", "line 1", "line 2", "description", 1.5, 2.5, AddressLevel.VERIFIED),
        drop_off=Location("Zip", "City", "Line 1", "Line 2", "Description", 3.5, 4.5),
        department="department",
        packages=5,
        insured_value=Decimal(6),
        label="label",
        notes="notes",
        kind=Kind.RETURN,
        returned_delivery_id="returned delivery",
        return_request_by="return request",
    ),
    state=State.IN_PROGRESS,
    created_at=datetime(2018, 3, 3, tzinfo=UTC),
    updated_at=datetime(2018, 3, 4, tzinfo=UTC),
    sweep_id=SAVED_SWEEP.id,
    position=7,
    estimate=Window(TimeOfDay(8), TimeOfDay(9)),
)
MAPPED: list[tuple[Composite[Any], Table, Any]] = [
    (DELIVERY, delivery, SAVED_DELIVERY),
    (SWEEP, sweep, SAVED_SWEEP),
]
mapped = pytest.mark.parametrize(("mapping", "table", "value"), MAPPED, ids=["delivery", "sweep"])


def stored_values(value: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the columns by the naming rule of the tables, and what must be stored in them."""
    assert is_dataclass(value)
    for field in fields(value):
        part = getattr(value, field.name)
        if isinstance(part, TimeOfDay):
            yield prefix + field.name, part.minutes
        elif is_dataclass(part):
            yield from stored_values(part, "" if field.name == "booking" else f"{prefix}{field.name}_")
        else:
            yield prefix + field.name, part


def test_the_history_s_paths_name_every_column_that_a_change_may_set() -> None:
    changeable = {column.name for column in delivery.c if not column.primary_key}
    assert set(map(column_of, flatten(SAVED_DELIVERY))) == changeable - {"created_at", "updated_at"}


@pytest.fixture
async def saved_values(store: PostgresAdapters) -> PostgresAdapters:
    """A store with one sweep and one delivery, no two attributes of which are equal."""

    async def work(unit: UnitOfWork) -> None:
        await unit.sweeps.save([Change(None, SAVED_SWEEP, EventType.CREATED)])
        await unit.deliveries.save([Change(None, SAVED_DELIVERY, EventType.CREATED)])

    await store.ledger.run(caller(), NOW, work)
    return store


@mapped
def test_a_mapping_names_every_column_once(mapping: Composite[Any], table: Table, value: object) -> None:
    assert Counter(column for column, _ in mapping.getters()) == Counter(table.columns.keys())
    values = [stored for _, stored in stored_values(value)]
    assert len(set(values)) == len(values)


@mapped
@pytest.mark.usefixtures("saved_values")
async def test_every_attribute_is_stored_in_its_column(
    observer: Observer, mapping: Composite[Any], table: Table, value: object
) -> None:
    (row,) = await observer.rows(f'SELECT * FROM "{table.name}"')  # noqa: S608 - a table's own name
    assert row == dict(stored_values(value))
    assert {column: get(value) for column, get in mapping.getters()} == row


@mapped
@pytest.mark.usefixtures("saved_values")
async def test_every_attribute_is_read_from_its_column_also_after_a_move(
    observer: Observer, mapping: Composite[Any], table: Table, value: object
) -> None:
    for columns in (list(table.columns), list(table.columns)[::-1], sorted(table.columns, key=str)):
        moved = Table(table.name, MetaData(), *(Column(each.name, each.type) for each in columns))
        names = ", ".join(each.name for each in columns)
        (row,) = await observer.connection.fetch(f'SELECT {names} FROM "{table.name}"')  # noqa: S608 - as above
        assert mapping.make_reader(moved)(row) == value


async def test_a_delivery_is_read_from_a_list_as_it_was_saved(saved_values: PostgresAdapters) -> None:
    assert await saved_values.reader.delivery("account", SAVED_DELIVERY.id) == SAVED_DELIVERY
    assert await saved_values.reader.sweeps_by_id("account", [SAVED_SWEEP.id]) == {
        SAVED_SWEEP.id: SAVED_SWEEP
    }


def test_a_mapping_gives_no_attribute_that_the_value_lacks() -> None:
    with pytest.raises(TypeError, match="Window has the attributes start, end"):
        Composite(Window, start="from", end="to", middle="at")


def test_a_column_that_the_table_lacks_is_refused_at_import() -> None:
    with pytest.raises(KeyError, match="window_end"):
        Composite(Window, "window_").make_reader(Table("t", MetaData(), Column("window_start")))


async def test_a_part_is_none_if_its_columns_are_null(observer: Observer) -> None:
    table = Table("phones", MetaData(), *(Column(name) for name in ("owner", "country", "code", "number")))
    phone = Nullable(Composite(Phone, country="country", dial_code="code", number="number"))
    read = Composite(Recipient, name="owner", id="owner", email="owner", phone=phone).make_reader(table)
    rows = await observer.connection.fetch("VALUES ('Roma', NULL, NULL, NULL), ('Ole', 'DK', '45', '2000')")
    assert [read(row).phone for row in rows] == [None, Phone("DK", "45", "2000")]
