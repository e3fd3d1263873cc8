"""The database of a run: an embedded Postgres of its own, filled with deliveries and their events."""

from collections.abc import Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg

from api.compose import compose
from bench.postgraphile.function import CREATE_FUNCTION
from bench.workload import BATCH, READER, WRITERS, Workload
from domain.model.auth import Scope
from domain.model.settings import Settings, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.zones import ZipRange
from persistence.adapters import open_adapters
from persistence.migrations.migrate import migrate

IDS_SAMPLED: Final = 2_000
CONNECTIONS_OF_WRITER: Final = 2

# Columns that the statement does not name are those of the model; `$1` is the account, `$2` the count.
FILL: Final = """
INSERT INTO delivery
SELECT made.*
FROM generate_series(1, $2::integer) AS n, jsonb_populate_record(NULL::delivery, jsonb_build_object(
    'account_id', $1::text, 'id', lpad(to_hex(n), 24, '5a0000000000000000000000'), 'reference', 'ORDER-' || n,
    'recipient_name', (ARRAY['Anna Jensen', 'Bo Nielsen', 'Cecilie Holm', 'David Lund'])[1 + n % 4],
    'recipient_id', 'C' || n % 5000, 'recipient_email', 'customer' || n % 5000 || '@shop.example',
    'recipient_phone_country', 'DK', 'recipient_phone_dial_code', '45',
    'recipient_phone_number', '20 00 ' || n % 100, 'delivery_date', date '2018-04-05' + n % 365,
    'pickup_window_start', 360, 'pickup_window_end', 450, 'delivery_window_start', 480 + n % 3 * 120,
    'delivery_window_end', 720 + n % 3 * 120, 'pickup_zip', '2100', 'pickup_city', 'København',
    'pickup_address_1', 'Kattegatvej 53', 'pickup_address_2', '', 'pickup_description', '',
    'pickup_latitude', 55.7225, 'pickup_longitude', 12.6075, 'pickup_level', 'VERIFIED',
    'drop_off_zip', 1000 + n % 8999, 'drop_off_city', 'Aarhus C',
    'drop_off_address_1', 'Algade ' || n % 99 + 1,
    'drop_off_address_2', '', 'drop_off_description', 'the green door', 'drop_off_level', 'UNVERIFIED',
    'department', 'Catering', 'packages', n % 4 + 1,
    'insured_value', CASE WHEN n % 3 = 0 THEN 1250.50 END, 'label', '', 'notes', 'Ring twice',
    'kind', 'DELIVERY', 'returned_delivery_id', '', 'return_request_by', '', 'state', 'CREATED',
    'created_at', timestamptz '2018-03-01 08:00Z' + n * interval '1.000001 s',
    'updated_at', timestamptz '2018-03-09 08:00Z' + n * interval '1.000001 s')) AS made
"""
FILL_EVENTS: Final = """
INSERT INTO event
SELECT account_id, row_number() OVER (ORDER BY kind.number, id), 'delivery', id, kind.name, kind.changes,
    created_at + kind.number * interval '1 h', 'import', 'rest', 'r-' || id, gen_random_uuid()
FROM delivery, (VALUES
    (0, 'created', jsonb_build_object(
        'reference', '[null, "ORDER"]'::jsonb, 'recipient.name', '[null, "Anna Jensen"]'::jsonb,
        'delivery_date', '[null, "2018-04-05"]'::jsonb, 'pickup.zip', '[null, "2100"]'::jsonb,
        'pickup.address_1', '[null, "Kattegatvej 53"]'::jsonb, 'drop_off.zip', '[null, "8000"]'::jsonb,
        'drop_off.address_1', '[null, "Algade 4"]'::jsonb, 'packages', '[null, 2]'::jsonb)),
    (1, 'updated', '{"notes": [null, "Ring twice"], "packages": [2, 1]}'),
    (2, 'planned', '{"state": ["CREATED", "PLANNED"], "position": [null, 4]}'),
    (3, 'unplanned', '{"state": ["PLANNED", "CREATED"], "position": [4, null]}'),
    (4, 'updated', '{"delivery_window.start": ["08:00", "10:00"], "recipient.id": [null, "C1"]}')
) AS kind (number, name, changes)
WHERE account_id = $1
"""
COUNT_EVENTS: Final = """
UPDATE event_counter SET number = (SELECT max(number) FROM event WHERE event.account_id = $1)
WHERE account_id = $1
"""

SETTINGS: Final = Settings(
    time_zone=ZoneInfo("Europe/Copenhagen"),
    country="DK",
    address="Kattegatvej 53, 2100 København, Denmark",
    pickup_deadline=TimeOfDay.at(5),
    delivery_window_start=TimeOfDay.at(8),
    delivery_window_end=TimeOfDay.at(20),
    week_days=frozenset(Weekday),
    pickup_zones=(ZipRange("1000", "9999"),),
    delivery_zones=(ZipRange("1000", "9999"),),
    dropshipping=True,
    departments=("Catering", "Shop"),
    notice=None,
)


async def prepare_database(dsn: str, deliveries: int) -> Workload:
    """Migrate the database, add accounts with tokens, and fill it."""
    await migrate(dsn)
    tokens = await add_accounts(dsn, (READER, *WRITERS))
    connection = await asyncpg.connect(dsn)
    try:
        await _fill(connection, READER, deliveries)
        for account_id in WRITERS:
            await _fill(connection, account_id, BATCH * CONNECTIONS_OF_WRITER)
        await connection.execute(CREATE_FUNCTION)
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
        return Workload(
            tokens,
            await _ids(connection, READER, IDS_SAMPLED),
            {each: await _ids(connection, each, BATCH * CONNECTIONS_OF_WRITER) for each in WRITERS},
        )
    finally:
        await connection.close()


async def add_accounts(dsn: str, names: Iterable[str]) -> Mapping[str, str]:
    """Add accounts and return the token of each."""
    tokens = {}
    async with open_adapters(dsn, pool_size=1) as adapters:
        office = compose(adapters).administration
        for account_id in names:
            await office.add_account(account_id, SETTINGS, account_id)
            scopes = frozenset(Scope)
            _, tokens[account_id] = await office.add_token(account_id, "bench", scopes)
    return tokens


async def _fill(connection: "asyncpg.Connection[asyncpg.Record]", account_id: str, count: int) -> None:
    await connection.execute(FILL, account_id, count)
    await connection.execute("DELETE FROM event WHERE account_id = $1", account_id)
    await connection.execute(FILL_EVENTS, account_id)
    await connection.execute(COUNT_EVENTS, account_id)


async def _ids(
    connection: "asyncpg.Connection[asyncpg.Record]", account_id: str, count: int
) -> tuple[str, ...]:
    found = await connection.fetch(
        "SELECT id FROM delivery WHERE account_id = $1 ORDER BY md5(id) LIMIT $2", account_id, count
    )
    return tuple(row["id"] for row in found)
