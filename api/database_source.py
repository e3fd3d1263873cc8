"""The database of a command: the configured one, or the embedded Postgres."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.environment import Environment
from persistence.embedded import EmbeddedPostgres


@contextmanager
def database(environment: Environment, report: Callable[[str], None]) -> Iterator[str]:
    """Yield the DSN of a Postgres; raises `EmbeddedPostgresError` if the embedded one cannot run."""
    if environment.database_url is not None:
        yield environment.database_url
        return
    with EmbeddedPostgres(environment.data_dir / "postgres", report=report) as dsn:
        yield dsn
