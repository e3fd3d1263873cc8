"""Errors of the database are classified by their code and the state of the connection."""

import asyncio
import errno
import socket
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from domain.errors import Unavailable
from domain.model.page import DeliveryFilter, PageRequest
from domain.ports import UnitOfWork
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.embedded import EmbeddedPostgres
from persistence.engine.connect import open_connection
from persistence.engine.database import LONGEST_PAUSE, pause
from persistence.engine.durability import assert_durable
from persistence.engine.error_kinds import ErrorKind, classify_error
from persistence.errors import DatabaseUnusable
from persistence.migrations.migrate import migrate
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer
from tests.persistence.proxy import proxy_to

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
OTHERS = (
    "FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
KILL_OTHERS = f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}"


async def backends(observer: Observer) -> list[int]:
    return [row["pid"] for row in await observer.rows(f"SELECT pid {OTHERS}")]


class PostgresError(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "connected", "expected"),
    [
        (PostgresError("40001"), True, ErrorKind.CONFLICT),
        (PostgresError("40P01"), True, ErrorKind.CONFLICT),
        (PostgresError("08006"), False, ErrorKind.LOST),
        (PostgresError("57P01"), False, ErrorKind.LOST),
        (PostgresError("57P03"), False, ErrorKind.LOST),
        (PostgresError("25P03"), False, ErrorKind.LOST),
        (PostgresError("25006"), True, ErrorKind.LOST),
        (PostgresError("25P04"), False, ErrorKind.OVERLOAD),
        (PostgresError("53300"), True, ErrorKind.OVERLOAD),
        (PostgresError("55P03"), True, ErrorKind.OVERLOAD),
        (PostgresError("57014"), True, ErrorKind.OVERLOAD),
        (PostgresError("23505"), True, None),
        (PostgresError("23505"), False, None),
        (ConnectionRefusedError(), False, ErrorKind.LOST),
        (TimeoutError(), True, ErrorKind.OVERLOAD),
        (TimeoutError(errno.ETIMEDOUT, "by the network"), True, ErrorKind.LOST),
        (asyncpg.TargetServerAttributeNotMatched("no primary"), False, ErrorKind.LOST),
        (asyncpg.InterfaceError("closed"), False, ErrorKind.LOST),
        (asyncpg.InterfaceError("wrong use"), True, None),
        (asyncpg.InternalClientError("out of step"), False, ErrorKind.LOST),
        (asyncpg.InternalClientError("out of step"), True, ErrorKind.LOST),
        (ValueError(), False, None),
    ],
)
def test_a_fault_is_known_by_its_code(error: Exception, connected: bool, expected: ErrorKind | None) -> None:  # noqa: FBT001
    assert classify_error(error, connected=connected) is expected


def test_pauses_grow_up_to_a_limit() -> None:
    assert all(0 <= pause(number) <= LONGEST_PAUSE for number in range(20))
    assert max(pause(1) for _ in range(100)) < 0.05


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable):
        async with open_adapters(f"postgresql://nobody@127.0.0.1:{port}/none"):
            pytest.fail("opened")


async def test_the_primary_is_found_among_several_hosts(database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with proxy_to(database) as proxy:
        hosts = proxy.dsn.replace("@", f"@127.0.0.1:{port},") + "&target_session_attrs=primary"
        await migrate(hosts)
        async with open_adapters(hosts) as store:
            assert await store.accounts.all() == []


async def test_a_server_that_became_a_standby_is_left_at_once(
    store: PostgresAdapters, observer: Observer
) -> None:
    """Every connection of the pool leads to it, and it must not serve even reads."""
    await asyncio.gather(*(store.reader.settings("account") for _ in range(8)))
    before = set(await backends(observer))
    demoted = True

    async def work(_books: UnitOfWork) -> str:
        nonlocal demoted
        if demoted:
            demoted = False
            raise PostgresError("25006")
        return "done"

    assert await store.ledger.run(caller(), NOW, work) == "done"
    await asyncio.gather(*(store.reader.settings("account") for _ in range(8)))
    while before & set(await backends(observer)):
        pass


async def test_a_wrong_database_is_the_operators_error(database: str) -> None:
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        async with open_adapters(database.replace("/test_", "/missing_")):
            pytest.fail("opened")


async def test_reads_survive_that_every_connection_is_killed(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    await asyncio.gather(*(store.reader.settings("account") for _ in range(8)))
    killed = await observer.rows(KILL_OTHERS)
    assert len(killed) > 1
    assert not (await usecases.queries.deliveries(caller(), DeliveryFilter(), PageRequest())).items
    assert (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries


@pytest.mark.usefixtures("store")
async def test_a_server_may_say_goodbye_between_two_statements(database: str, observer: Observer) -> None:
    async with proxy_to(database) as proxy, open_adapters(proxy.dsn, pool_size=1) as store:
        attempts = 0

        async def work(unit: UnitOfWork) -> None:
            nonlocal attempts
            attempts += 1
            await unit.settings.load()
            proxy.lingers = attempts == 1
            if proxy.lingers:
                assert await observer.rows(KILL_OTHERS)
                assert await observer.value("SELECT true")  # meanwhile the server's last message arrives
            await unit.settings.load()

        await store.ledger.run(caller(), NOW, work)
        assert attempts == 2


async def test_a_running_gateway_that_is_let_in_no_more_is_unavailable(
    store: PostgresAdapters, database: str, postgres: str
) -> None:
    name = database.partition("?")[0].rpartition("/")[2]
    async with open_connection(postgres) as outside:
        await outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await outside.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )
        with pytest.raises(Unavailable):
            await store.reader.settings("account")
        await outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await store.accounts.all()


async def test_a_server_that_may_lose_what_it_acknowledged_is_refused_in_one_line(database: str) -> None:
    with pytest.raises(DatabaseUnusable, match=r"^Postgres runs with fsync = off [^\n]*$"):
        await assert_durable(database)


async def test_a_durable_server_is_welcome(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as dsn:
        await assert_durable(dsn)
        for setting, safe in (("off", False), ("local", False), ("remote_apply", True)):
            async with open_connection(dsn) as connection:
                await connection.execute(f"ALTER ROLE CURRENT_USER SET synchronous_commit = {setting}")
            if safe:
                await assert_durable(dsn)
            else:
                with pytest.raises(DatabaseUnusable, match="synchronous_commit"):
                    await assert_durable(dsn)


@pytest.mark.usefixtures("store")
async def test_who_waits_too_long_for_a_connection_is_told_to_come_again(database: str) -> None:
    async with open_adapters(database, pool_size=1) as narrow:
        busy = asyncio.Event()

        async def work(_books: UnitOfWork) -> None:
            busy.set()
            await asyncio.Event().wait()

        command = asyncio.create_task(narrow.ledger.run(caller(), NOW, work))
        await busy.wait()
        with pytest.raises(Unavailable):
            await narrow.reader.settings("account")
        command.cancel()
        await asyncio.wait([command])
        assert await narrow.accounts.all()
