"""A row for every table, as it was valid when its table came: the one place to add the row of a new table.

A row stays as it is when its table changes later; that a migration carries it along is what the tests show.
"""

import asyncpg
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from persistence.migrations.chain import order_revisions
from persistence.migrations.revisions import config, upgrade

REVISIONS = order_revisions()
ROWS = {
    "0e969307e650": """
        INSERT INTO account (id, name, created_at) VALUES ('merchant', 'Merchant', '2018-01-01Z');
        INSERT INTO account_settings (account_id, time_zone, country, document) VALUES (
            'merchant', 'Europe/Copenhagen', 'DK',
            '{"time_zone": "Europe/Copenhagen", "country": "DK", "address": "Kattegatvej 53, 2150 Nordhavn",
              "pickup_deadline": "10:30", "delivery_window_start": "16:00", "delivery_window_end": "21:00",
              "departments": ["Bakery"]}'
        );
        INSERT INTO api_token (token_hash, id, account_id, name, scopes, created_at) VALUES (
            repeat('a', 64), '000000000000000000000001', 'merchant', 'till', '{deliveries:read}',
            '2018-01-02Z'
        );
        INSERT INTO sweep (account_id, id, day, state, created_at, updated_at) VALUES (
            'merchant', '000000000000000000000002', '2018-03-29', 'PLANNED', '2018-03-28Z', '2018-03-28Z'
        );
        INSERT INTO delivery (
            account_id, id, reference, recipient_name, recipient_id, recipient_email,
            recipient_phone_country, recipient_phone_dial_code, recipient_phone_number, delivery_date,
            pickup_window_start, pickup_window_end, delivery_window_start, delivery_window_end,
            pickup_zip, pickup_city, pickup_address_1, pickup_address_2, pickup_description, pickup_level,
            drop_off_zip, drop_off_city, drop_off_address_1, drop_off_address_2, drop_off_description,
            drop_off_latitude, drop_off_longitude, drop_off_level,
            department, packages, insured_value, label, notes, kind, returned_delivery_id, return_request_by,
            state, created_at, updated_at, sweep_id, position, estimate_start, estimate_end
        ) VALUES (
            'merchant', '000000000000000000000003', 'order 7', 'Roma', 'customer 5', 'roma@example.org',
            'DK', '45', '12345678', '2018-03-29',
            '10:15', '10:45', '16:00', '21:30',
            '2150', 'Nordhavn', 'Kattegatvej 53', '', '', 'UNVERIFIED',
            '2100', 'København', 'Strandvejen 1', '2. th', 'Ring twice',
            55.7, 12.5, 'VERIFIED',
            'Bakery', 2, 1250.50, 'fragile', 'blue door', 'DELIVERY', '', '',
            'PLANNED', '2018-03-28T09:00Z', '2018-03-28T09:30Z',
            '000000000000000000000002', 1, '17:05', '17:20'
        );
        INSERT INTO event_counter (account_id, number) VALUES ('merchant', 1);
        INSERT INTO event (
            account_id, number, subject, subject_id, happening, changes, at, actor, door,
            request_id, command_id
        ) VALUES (
            'merchant', 1, 'delivery', '000000000000000000000003', 'created',
            '{"reference": [null, "order 7"]}', '2018-03-28T09:00Z', 'till', 'rest',
            'request-1', '00000000-0000-0000-0000-000000000004'
        );
        INSERT INTO outbox (account_id, number, subject, subject_id, happening, at) VALUES (
            'merchant', 1, 'delivery', '000000000000000000000003', 'created', '2018-03-28T09:00Z'
        );
        INSERT INTO register_import (country, authoritative) VALUES ('DK', false);
        INSERT INTO postal_area (country, zip, city) VALUES ('DK', '2100', 'København Ø');
        INSERT INTO address (country, zip, street, house_number, street_name, latitude, longitude) VALUES (
            'DK', '2100', 'strandvejen', '1', 'Strandvejen', 55.7, 12.5
        );
    """,
    "7e26c01ca1a1": """
        INSERT INTO signing_key (number, kid, jwk, made_at) VALUES (
            1, 'key-1', '{"kty": "OKP", "crv": "Ed25519", "x": "x"}', '2018-01-03Z'
        );
    """,
    "6b90bfdb9ba2": """
        INSERT INTO idempotency (account_id, key, fingerprint, ids, created_at) VALUES (
            'merchant', 'key', repeat('b', 64), '{000000000000000000000003}', '2018-03-28T09:00Z'
        );
    """,
    "a47e03e679a7": """
        INSERT INTO call_usage (account_id, token_id, channel, call, day, requests, last_used_at) VALUES (
            'merchant', '000000000000000000000001', 'rest', 'create', '2018-03-28', 1, '2018-03-28T09:00Z'
        );
    """,
}


async def fill_until(dsn: str, last: str) -> None:
    """Migrate step by step, and give each table its row as soon as it is there."""
    connection = await asyncpg.connect(dsn)
    for revision in REVISIONS[: REVISIONS.index(last) + 1]:
        if revision in ROWS:
            await upgrade(dsn, revision)
            await connection.execute(ROWS[revision])
    await upgrade(dsn, last)
    await connection.close()


async def migrate_back(dsn: str, revision: str) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: command.downgrade(config(plain), revision))
    await engine.dispose()
