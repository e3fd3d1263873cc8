"""For developers, on a server that is thrown away afterwards.

Commands:

    python -m persistence.migrations check                what differs between the migrations and the tables
    python -m persistence.migrations revision "message"   write a migration for the difference

A written migration is a draft: read it, decide what it leaves open, and try it with `check`.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError
from persistence.migrations.migrate import migrate
from persistence.migrations.revisions import drift, revise

USAGE = 'usage: python -m persistence.migrations check | revision "message"'


async def check(dsn: str) -> str | None:
    """Return what a developer has to do, or None when the migrations lead to the tables."""
    await migrate(dsn)
    differences = await drift(dsn)
    if not differences:
        return None
    advice = 'The migrations do not lead to the tables: python -m persistence.migrations revision "message"'
    return "\n".join([*differences, advice])


async def revision(dsn: str, message: str) -> None:
    """Write new files into versions/."""
    await migrate(dsn)
    await revise(dsn, message)


def main(*arguments: str) -> str | None:
    """Do what the arguments say and return what goes wrong."""
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder), durable=False, report=lambda _: None) as dsn,
    ):
        match arguments:
            case ("check",):
                return asyncio.run(check(dsn))
            case ("revision", message):
                return asyncio.run(revision(dsn, message))
    return USAGE


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
