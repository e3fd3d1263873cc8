"""A database of deliveries over many accounts of very different size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg

from bench.database import FILL, add_accounts
from persistence.migrations.migrate import migrate

ACCOUNTS: Final = 5_000
LARGEST: Final = "scale-0"
MIDDLE: Final = "scale-100"
NEIGHBOUR: Final = "scale-1000"
SKEW: Final = 8
"""The share of the largest account is `ACCOUNTS ** (-1 / SKEW)`, a third."""

OTHER_ACCOUNTS: Final = """
WITH made AS (
  INSERT INTO account SELECT 'scale-' || n, 'scale-' || n, now() FROM generate_series(0, $1::integer - 1) AS n
  ON CONFLICT DO NOTHING RETURNING id
), counters AS (
  INSERT INTO event_counter SELECT id, 0 FROM made
)
INSERT INTO account_settings
SELECT made.id, s.time_zone, s.country, s.document FROM made, account_settings AS s
WHERE s.account_id = 'scale-0'
"""

# A golden ratio spreads each account's deliveries evenly over time. The newest are still to be delivered.
_ACCOUNT: Final = f"'scale-' || floor({ACCOUNTS} * power((n * 0.6180339887498949) % 1, {SKEW}))"
_STATE: Final = """CASE WHEN n > 0.98 * $1 THEN 'CREATED' WHEN n % 5000 = 0 THEN 'FOR_REDELIVERY'
    WHEN n % 200 = 0 THEN 'NOT_RECEIVED' WHEN n % 100 = 0 THEN 'RETURNED' ELSE 'FINISHED' END"""
_FILL: Final = (
    FILL.replace("$2::integer", "$1::integer")
    .replace("'account_id', $1::text", f"'account_id', {_ACCOUNT}")
    .replace("'state', 'CREATED'", f"'state', {_STATE}")
    .replace("'label', ''", "'label', CASE WHEN 2 * n < $1 THEN 'gammel' ELSE '' END")
    .replace("n % 365", "n % 730")
    .replace("'Catering'", "(ARRAY['Catering', 'Shop'])[1 + n % 2]")
)


@dataclass(frozen=True, slots=True)
class ScaledDatabase:
    """The tokens of some accounts, and how many deliveries the largest one has."""

    tokens: Mapping[str, str]
    largest: int


async def fill_database(dsn: str, deliveries: int) -> ScaledDatabase:
    await migrate(dsn)
    tokens = await add_accounts(dsn, (LARGEST, MIDDLE, NEIGHBOUR))
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(OTHER_ACCOUNTS, ACCOUNTS)
        await connection.execute(_FILL, deliveries)
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
        count = await connection.fetchval("SELECT count(*) FROM delivery WHERE account_id = $1", LARGEST)
        return ScaledDatabase(tokens, count)
    finally:
        await connection.close()


async def id_after(dsn: str, account_id: str, deliveries: int) -> str:
    """Return the id that a page after that many of the newest deliveries begins behind."""
    connection = await asyncpg.connect(dsn)
    try:
        found: str = await connection.fetchval(
            "SELECT id FROM delivery WHERE account_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1",
            account_id,
            deliveries,
        )
        return found
    finally:
        await connection.close()
