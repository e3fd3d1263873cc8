"""What goes wrong with the database is told apart by its code and the state of the connection."""

import asyncio
import socket
from datetime import UTC, datetime

import asyncpg
import pytest

from domain.errors import Unavailable
from domain.model.page import DeliveryFilter, PageRequest
from domain.ports import Books
from domain.usecases import UseCases
from persistence.database import LONGEST_PAUSE, pause
from persistence.faults import Fault, fault
from persistence.store import Store, open_store
from tests.fakes import caller
from tests.persistence.conftest import Observer
from tests.persistence.forms import booking_form
from tests.persistence.proxy import proxy_to

KILL = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)


class FromPostgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "connected", "expected"),
    [
        (FromPostgres("40001"), True, Fault.CONFLICT),
        (FromPostgres("40P01"), True, Fault.CONFLICT),
        (FromPostgres("08006"), False, Fault.LOST),
        (FromPostgres("57P01"), False, Fault.LOST),
        (FromPostgres("57P03"), False, Fault.LOST),
        (FromPostgres("53300"), True, Fault.OVERLOAD),
        (FromPostgres("55P03"), True, Fault.OVERLOAD),
        (FromPostgres("57014"), True, Fault.OVERLOAD),
        (FromPostgres("23505"), True, None),
        (FromPostgres("23505"), False, None),
        (ConnectionRefusedError(), False, Fault.LOST),
        (TimeoutError(), True, Fault.OVERLOAD),
        (asyncpg.InterfaceError("closed"), False, Fault.LOST),
        (asyncpg.InterfaceError("wrong use"), True, None),
        (asyncpg.InternalClientError("out of step"), False, Fault.LOST),
        (asyncpg.InternalClientError("out of step"), True, None),
        (ValueError(), False, None),
    ],
)
def test_a_fault_is_known_by_its_code(error: Exception, connected: bool, expected: Fault | None) -> None:  # noqa: FBT001
    assert fault(error, connected=connected) is expected


def test_pauses_grow_up_to_a_limit() -> None:
    assert all(0 <= pause(number) <= LONGEST_PAUSE for number in range(20))
    assert max(pause(1) for _ in range(100)) < 0.05


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable):
        async with open_store(f"postgresql://nobody@127.0.0.1:{port}/none"):
            pytest.fail("opened")


async def test_a_wrong_database_is_the_operators_error(database: str) -> None:
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        async with open_store(database.replace("/test_", "/missing_")):
            pytest.fail("opened")


async def test_reads_survive_that_every_connection_is_killed(
    store: Store, usecases: UseCases, observer: Observer
) -> None:
    await asyncio.gather(*(store.reader.settings("account") for _ in range(8)))
    assert len(await observer.rows(KILL)) > 1
    assert not (await usecases.queries.deliveries(caller(), DeliveryFilter(), PageRequest())).items
    assert (await usecases.deliveries.create(caller(), [booking_form()])).answer


@pytest.mark.usefixtures("store")
async def test_a_server_may_say_goodbye_between_two_statements(database: str, observer: Observer) -> None:
    async with proxy_to(database) as proxy, open_store(proxy.dsn, pool_size=1) as store:
        attempts = 0

        async def work(books: Books) -> None:
            nonlocal attempts
            attempts += 1
            await books.settings.load()
            proxy.lingers = attempts == 1
            if proxy.lingers:
                assert await observer.rows(KILL)
                assert await observer.value("SELECT true")  # meanwhile the goodbye arrives
            await books.settings.load()

        await store.ledger.run(caller(), NOW, work)
        assert attempts == 2


@pytest.mark.usefixtures("store")
async def test_who_waits_too_long_for_a_connection_is_told_to_come_again(database: str) -> None:
    async with open_store(database, pool_size=1) as narrow:
        busy = asyncio.Event()

        async def work(_books: Books) -> None:
            busy.set()
            await asyncio.Event().wait()

        command = asyncio.create_task(narrow.ledger.run(caller(), NOW, work))
        await busy.wait()
        with pytest.raises(Unavailable):
            await narrow.reader.settings("account")
        command.cancel()
        await asyncio.wait([command])
        assert await narrow.accounts.all()
