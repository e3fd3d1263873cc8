"""Times of day become minutes in tables that have rows."""

import asyncpg
import pytest

from persistence.migrations.migrate import migrate
from persistence.migrations.revisions import drift
from tests.persistence.migration_rows import migrate_back

BEFORE_MINUTES = "b7c1d2e3f405"
WINDOWS = """
SELECT pickup_window_start::text, pickup_window_end::text,
    delivery_window_start::text, delivery_window_end::text, estimate_start::text, estimate_end::text
FROM delivery
"""
FILL = """
INSERT INTO delivery (account_id, id, reference, recipient_name, recipient_id, recipient_email, delivery_date,
    pickup_zip, pickup_city, pickup_address_1, pickup_address_2, pickup_description, pickup_level,
    drop_off_zip, drop_off_city, drop_off_address_1, drop_off_address_2, drop_off_description, drop_off_level,
    department, packages, label, notes, kind, returned_delivery_id, return_request_by, state, created_at,
    updated_at, pickup_window_start, pickup_window_end, delivery_window_start, delivery_window_end,
    estimate_start, estimate_end)
SELECT 'account', lpad(n::text, 24, '0'), '', '', '', '', now(), '', '', '', '', '', 'UNVERIFIED',
    '', '', '', '', '', 'UNVERIFIED', '', 1, '', '', 'DELIVERY', '', '', 'CREATED', now(), now(), windows.*
FROM generate_series(1, 3) AS n, (VALUES {windows}) AS windows
"""


async def windows(connection: "asyncpg.Connection[asyncpg.Record]") -> set[str]:
    """The windows of all deliveries, as Postgres writes them."""
    return {" ".join(filter(None, row)) for row in await connection.fetch(WINDOWS)}


@pytest.mark.parametrize(
    ("times", "minutes", "times_again"),
    [
        (
            "time '08:00', time '09:30', time '00:00', time '23:59', time '12:00', time '12:01'",
            "480 570 0 1439 720 721",
            "08:00:00 09:30:00 00:00:00 23:59:00 12:00:00 12:01:00",
        ),
        (
            "time '08:00:59', time '08:00:59.9', time '07:59:59', time '24:00', NULL::time, NULL::time",
            "480 481 479 1440",
            "08:00:00 08:01:00 07:59:00 24:00:00",
        ),
    ],
    ids=["to the minute", "with seconds, until the end of the day and without an estimate"],
)
async def test_times_of_day_in_a_filled_database_become_minutes_and_times_again(
    database: str, times: str, minutes: str, times_again: str
) -> None:
    await migrate_back(database, BEFORE_MINUTES)
    connection = await asyncpg.connect(database)
    await connection.execute(FILL.format(windows=f"({times})"))
    await migrate(database)
    assert await drift(database) == []
    assert await windows(connection) == {minutes}
    await migrate_back(database, BEFORE_MINUTES)
    assert await windows(connection) == {times_again}
    await connection.close()


@pytest.mark.parametrize(
    ("values", "window"),
    [
        ("(-1, 1, 0, 1440, 1439, 1440)", "pickup_window"),
        ("(60, 60, 0, 1440, NULL::int, NULL::int)", "pickup_window"),
        ("(0, 1, 61, 60, 1439, 1440)", "delivery_window"),
        ("(0, 1, 60, 1441, 1439, 1440)", "delivery_window"),
        ("(0, 1, 0, 1440, 1440, 1440)", "estimate"),
        ("(0, 1, 0, 1440, 1440, 1441)", "estimate"),
    ],
)
async def test_no_window_leaves_its_day_or_ends_before_it_starts(
    database: str, values: str, window: str
) -> None:
    connection = await asyncpg.connect(database)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await connection.execute(FILL.format(windows=values))
    assert refused.value.constraint_name == f"delivery_{window}_order_check"
    await connection.execute(FILL.format(windows="(0, 1, 0, 1440, 1439, 1440)"))
    assert await windows(connection) == {"0 1 0 1440 1439 1440"}
    await connection.close()
