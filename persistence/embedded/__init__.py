"""An embedded PostgreSQL server, which the processes that use it start, share, restart and stop."""

from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.supervisor import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
