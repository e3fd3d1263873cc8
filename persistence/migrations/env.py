"""Run by Alembic for every command; `persistence.schema.migrate` hands it the connection."""

from alembic import context
from sqlalchemy import Connection, text

from persistence.schema.tables import metadata

# A statement that waits for a table's lock makes everybody else wait behind it, so it gives up soon.
PATIENCE = "5s"
LONGEST_STATEMENT = "5min"


def run(connection: Connection) -> None:
    """Run every migration in one transaction: all of them or none."""
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        connection.execute(text(f"SET LOCAL statement_timeout = '{LONGEST_STATEMENT}'"))
        context.run_migrations()


run(context.config.attributes["connection"])
