"""The way from an empty database to the newest schema, and what rows become on it."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import asyncpg
import pytest

from domain.model.auth import Channel, Scope
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.events import EventType
from domain.model.location import AddressLevel, Location
from domain.model.page import HistoryRequest, StopsRequest
from domain.model.recipient import Phone, Recipient
from domain.model.sweep import Stop, SweepState
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.usecases.access import token_hash
from persistence.adapters import open_adapters
from persistence.errors import DatabaseUnusable
from persistence.feed.outbox import Outbox
from persistence.migrations.chain import VERSIONS, newest, order_revisions
from persistence.migrations.migrate import migrate
from persistence.migrations.revisions import drift
from persistence.schema.tables import metadata
from tests.persistence.migration_rows import REVISIONS, fill_until, migrate_back

SWEEP, DELIVERY = f"{2:024x}", f"{3:024x}"
BOOKED = Delivery(
    DELIVERY,
    "merchant",
    Booking(
        "order 7",
        Recipient("Roma", "customer 5", "roma@example.org", Phone("DK", "45", "12345678")),
        date(2018, 3, 29),
        Window(TimeOfDay.at(10, 15), TimeOfDay.at(10, 45)),
        Window(TimeOfDay.at(16, 0), TimeOfDay.at(21, 30)),
        Location("2150", "Nordhavn", "Kattegatvej 53"),
        Location(
            "2100", "København", "Strandvejen 1", "2. th", "Ring twice", 55.7, 12.5, AddressLevel.VERIFIED
        ),
        "Bakery",
        2,
        Decimal("1250.50"),
        "fragile",
        "blue door",
    ),
    State.PLANNED,
    datetime(2018, 3, 28, 9, tzinfo=UTC),
    datetime(2018, 3, 28, 9, 30, tzinfo=UTC),
    SWEEP,
    1,
    Window(TimeOfDay.at(17, 5), TimeOfDay.at(17, 20)),
)


async def count_rows(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    counts = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in tables}  # noqa: S608
    await connection.close()
    return counts


async def test_the_migrations_lead_to_the_tables(database: str) -> None:
    assert await drift(database) == []


async def test_what_the_tables_do_not_know_is_named(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE stranger (id int)")
    await connection.close()
    (difference,) = await drift(database)
    assert "remove_table" in difference
    assert "stranger" in difference


async def test_a_check_that_is_missing_is_named(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("ALTER TABLE sweep DROP CONSTRAINT sweep_state_check")
    await connection.close()
    (difference,) = await drift(database)
    assert "sweep_state_check" in difference


async def test_many_may_migrate_at_once_and_again(database: str) -> None:
    await asyncio.gather(*(migrate(database) for _ in range(5)))
    assert await drift(database) == []


async def test_every_table_has_a_row_to_migrate(empty_database: str) -> None:
    """Else `migration_rows.py` lacks the row of a new table."""
    await fill_until(empty_database, newest())
    counts = await count_rows(empty_database)
    assert [table for table in metadata.tables if counts[table] == 0] == []


@pytest.mark.parametrize("revision", REVISIONS)
async def test_rows_are_still_there_after_a_migration_from(empty_database: str, revision: str) -> None:
    await fill_until(empty_database, revision)
    before = await count_rows(empty_database)
    await migrate(empty_database)
    after = await count_rows(empty_database)
    assert before == {table: after[table] for table in before}
    assert await drift(empty_database) == []


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_delivery_is_read_as_it_was_booked_before_a_migration_from(
    empty_database: str, revision: str
) -> None:
    await fill_until(empty_database, revision)
    await migrate(empty_database)
    async with open_adapters(empty_database) as store:
        assert await store.reader.delivery("merchant", DELIVERY) == BOOKED
        stops = await store.reader.stops("merchant", [SWEEP], StopsRequest())
        assert list(stops[SWEEP].items) == [Stop(1, State.PLANNED, BOOKED)]
        (sweep,) = (await store.reader.sweeps_by_id("merchant", [SWEEP])).values()
        assert (sweep.day, sweep.state) == (date(2018, 3, 29), SweepState.PLANNED)
        histories = await store.reader.histories("merchant", [DELIVERY], HistoryRequest(5))
        (entry,) = histories[DELIVERY].items
        assert (entry.type, entry.channel, entry.changes) == (
            EventType.CREATED,
            Channel.REST,
            {"reference": (None, "order 7")},
        )
        (occurrence,) = (await Outbox(store.database).following({"merchant": 0}))["merchant"]
        assert occurrence.delivery == BOOKED


@pytest.mark.parametrize("revision", REVISIONS)
async def test_an_account_works_on_after_a_migration_from(empty_database: str, revision: str) -> None:
    await fill_until(empty_database, revision)
    await migrate(empty_database)
    async with open_adapters(empty_database) as store:
        settings = await store.reader.settings("merchant")
        assert settings.departments == ("Bakery",)
        assert settings.delivery_window_end == TimeOfDay.at(21, 0)
        identity = await store.accounts.identify("a" * 64, datetime(2018, 3, 28, tzinfo=UTC))
        assert identity is not None
        assert (identity.actor, identity.scopes) == ("till", frozenset({Scope.DELIVERIES_READ}))
        (found,) = await store.addresses.find("DK", [Location("2100", "København Ø", "Strandvejen 1")])
        assert found.level is AddressLevel.VERIFIED
        kept = [key.kid for key in await store.signing_keys.all()]
        assert kept == (["key-1"] if REVISIONS.index(revision) >= REVISIONS.index("7e26c01ca1a1") else [])


@pytest.mark.parametrize(
    "named",
    [
        'revision: str = "{0}"\ndown_revision: str | None = {1}\n',
        "revision = '{0}'\ndown_revision = {1}\n",
        "down_revision: Union[str, None]={1}\nrevision: str='{0}'\n",
    ],
)
def test_a_revision_is_found_however_it_is_written(tmp_path: Path, named: str) -> None:
    (tmp_path / "z.py").write_text(named.format("a1", None))
    (tmp_path / "b.py").write_text(named.format("c3", "'b2'"))
    (tmp_path / "a.py").write_text(named.format("b2", '"a1"'))
    (tmp_path / "__init__.py").touch()
    assert order_revisions(tmp_path) == ("a1", "b2", "c3")


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("revision = name\ndown_revision = 'a1'\n", "b.py does not say which revision it is"),
        ("revision = 'b2'\n", "b.py does not say"),
        ("revision = 'b2'\ndown_revision = 'a0'\n", "breaks after a1"),
        ("revision = 'b2'\ndown_revision = None\n", "not one chain"),
    ],
)
def test_a_migration_that_is_not_found_is_no_secret(tmp_path: Path, last: str, said: str) -> None:
    (tmp_path / "a.py").write_text("revision = 'a1'\ndown_revision = None\n")
    (tmp_path / "b.py").write_text(last)
    with pytest.raises(ValueError, match=said):
        order_revisions(tmp_path)


BEFORE_DEMO = "c41f0d7be8a3"
OLD_TOKENS = """
    INSERT INTO account SELECT id, id, now() FROM unnest(ARRAY['demo', 'demo-2', 'bakery']) AS id;
    INSERT INTO api_token (token_hash, id, account_id, name, scopes, created_at, revoked_at)
    SELECT encode(sha256(token::bytea), 'hex'), lpad(number::text, 24, '0'), account_id, name, '{}',
        now(), ended
    FROM (VALUES
        (1, 'demo', 'demo', 'demo', NULL), (2, 'demo-2', 'demo-2', 'renamed', now()),
        (3, 'demo-dispatcher', 'demo', 'demo-dispatcher', NULL), (4, 'made by demo', 'demo', 'till', NULL),
        (5, 'by the operator', 'demo', 'demo-3', NULL), (6, 'of a bakery', 'bakery', 'demo', NULL)
    ) AS old (number, token, account_id, name, ended);
    INSERT INTO event
    SELECT account_id, id::int, 'token', id, 'created', '{}', now(), 'demo', 'graphql', '',
        '00000000-0000-0000-0000-000000000000'
    FROM api_token WHERE name = 'till' OR account_id = 'bakery';
"""


async def test_the_demo_s_tokens_are_marked_in_a_database_that_has_them(database: str) -> None:
    """With all that they made, but not the operator's and not those that are but named as they are."""
    await migrate_back(database, BEFORE_DEMO)
    connection = await asyncpg.connect(database)
    await connection.execute(OLD_TOKENS)
    await migrate(database)
    rows = await connection.fetch("SELECT id, demo, made_by FROM api_token ORDER BY id")
    await connection.close()
    assert [row["demo"] for row in rows] == [True, True, True, True, False, False]
    assert {row["made_by"] for row in rows} == {None}
    assert await drift(database) == []


def test_the_migration_knows_the_demo_s_tokens_of_its_day() -> None:
    (file,) = VERSIONS.glob("*_tokens_of_the_demo.py")
    assert all(token_hash(each) in file.read_text() for each in ("demo", "demo-2", "demo-dispatcher"))


RECORDS = {
    "a later release": ("UPDATE alembic_version SET version_num = 'c0ffee'", "'c0ffee'"),
    "another program": ("UPDATE alembic_version SET version_num = 'ab12''; DROP'", "at revision "),
    "no name": ("UPDATE alembic_version SET version_num = ''", "at revision ''"),
    "two branches": ("INSERT INTO alembic_version VALUES ('c0ffee')", "more than one revision, .*c0ffee"),
    "no revision": ("DELETE FROM alembic_version", "cannot be upgraded: relation .* already exists"),
    "another column": ("ALTER TABLE alembic_version RENAME version_num TO state", "cannot be read: column"),
    "numbers": (
        "ALTER TABLE alembic_version ALTER version_num TYPE int USING 7",
        "at revision '7'",
    ),
    "nothing": (
        "DROP TABLE alembic_version; CREATE TABLE alembic_version AS SELECT NULL AS version_num",
        "at revision ''",
    ),
    "what fails when it is read": (
        "DROP TABLE alembic_version; CREATE VIEW alembic_version AS SELECT 1 / (random() * 0) AS version_num",
        "cannot be read: division by zero",
    ),
}


@pytest.mark.parametrize("record", RECORDS)
async def test_a_database_at_a_revision_of_others_is_refused_in_one_line(record: str, database: str) -> None:
    statement, reason = RECORDS[record]
    connection = await asyncpg.connect(database)
    await connection.execute(statement)
    await connection.close()
    with pytest.raises(DatabaseUnusable, match=reason) as caught:
        await migrate(database)
    assert "\n" not in str(caught.value)


async def test_a_record_without_a_revision_is_one_of_an_empty_database(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    await connection.close()
    await migrate(database)
    assert await drift(database) == []
