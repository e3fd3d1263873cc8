"""Run by Alembic for every command; `persistence.migrations.revisions` hands it the connection."""

from alembic import context
from sqlalchemy import Connection

from persistence.migrations.revisions import COMPARISON
from persistence.schema.tables import metadata


def run(connection: Connection) -> None:
    """Run every migration in a transaction of its own, which ends with the migration's number."""
    context.configure(
        connection=connection, target_metadata=metadata, transaction_per_migration=True, **COMPARISON
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
