"""Run by Alembic for every command; `persistence.migrate` hands it the connection."""

from alembic import context
from sqlalchemy import Connection, text

from persistence.tables import metadata

LOCK = 0x6465_6C69_7665_7279  # any number will do that nobody else locks

# Another process may be migrating for a while; a statement that waits for a table's lock makes everybody else
# wait behind it, so it gives up soon.
PATIENCE_FOR_OTHERS = "10min"
PATIENCE_FOR_TABLES = "5s"
LONGEST_STATEMENT = "5min"


def take_turns(connection: Connection) -> None:
    """Lock out other migrations until the end of the transaction, and bound what follows."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_FOR_OTHERS}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_FOR_TABLES}'"))
    connection.execute(text(f"SET LOCAL statement_timeout = '{LONGEST_STATEMENT}'"))


def run(connection: Connection) -> None:
    """Run every migration in one transaction: all of them or none."""
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        take_turns(connection)
        context.run_migrations()


run(context.config.attributes["connection"])
