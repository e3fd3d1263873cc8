"""A PostgreSQL of our own, started, shared, revived and stopped by the processes that use it."""

from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.supervisor import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
