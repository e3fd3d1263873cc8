"""The database a command works on: the one that was named, or our own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.environment import Environment
from persistence.embedded import EmbeddedPostgres


@contextmanager
def database(environment: Environment, report: Callable[[str], None]) -> Iterator[str]:
    """The DSN of a reachable Postgres; raises `EmbeddedPostgresError` where our own cannot run."""
    if environment.database_url is not None:
        yield environment.database_url
        return
    with EmbeddedPostgres(environment.data_dir / "postgres", report=report) as dsn:
        yield dsn
