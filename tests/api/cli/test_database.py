"""A database that a command cannot use: one line on stderr, and no secret in it."""

import asyncio
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import asyncpg
import httpx
import pytest

from persistence.embedded import EmbeddedPostgres
from tests.api.cli.conftest import Gateway, execute, serving
from tests.persistence.embedded.processes import discard
from tests.postgres import ROOT

COMMANDS = (
    ("serve",),
    ("accounts", "list"),
    ("tokens", "list", "demo"),
    ("keys", "list"),
    ("settings", "show", "demo"),
)
PASSWORD_ONLY = "local all gateway trust\nlocal all all scram-sha-256\n"
LINE = re.compile("delivery-gateway: [^\n]+\n")


def assert_refused(gateway_command: Gateway, url: str, reason: str, *command: str) -> None:
    refused = gateway_command(*(command or ("accounts", "list")), DATABASE_URL=url)
    assert refused.code == 1
    assert LINE.fullmatch(refused.err), refused.err
    assert reason in refused.err
    assert "hunter2" not in refused.err + refused.out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_refuses_a_url_that_is_not_encoded(
    gateway_command: Gateway, command: tuple[str, ...]
) -> None:
    url = "postgresql://clerk:hunter2/x@127.0.0.1/shop"
    assert_refused(gateway_command, url, "delivery-gateway: DATABASE_URL must have ", *command)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_refuses_a_database_of_a_later_release(
    gateway_command: Gateway, database: str, command: tuple[str, ...]
) -> None:
    asyncio.run(execute(database, "UPDATE alembic_version SET version_num = 'c0ffee'"))
    hidden = ("--not-durable",) if command == ("serve",) else ()
    assert_refused(gateway_command, database, "at revision 'c0ffee'", *command, *hidden)


@pytest.fixture(scope="module")
def protected_server(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """Return a function from credentials to the URL of a server that requires a password."""
    folder = Path(tempfile.mkdtemp(dir=request.config.stash[ROOT]))
    with EmbeddedPostgres(folder, durable=False, report=lambda _: None) as dsn:
        (folder / "postgres" / "pg_hba.conf").write_text(PASSWORD_ONLY)
        asyncio.run(add_clerk(dsn))
        yield lambda credentials: f"postgresql://{credentials}@/shop?host={folder / 'socket'}"
    discard(folder)


async def add_clerk(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'p@ss%w/hunter2'")
    await connection.execute("CREATE DATABASE shop OWNER clerk")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


def test_an_encoded_password_arrives_decoded_wherever_it_is_used(
    gateway_command: Gateway, protected_server: Callable[[str], str]
) -> None:
    url = protected_server("clerk:p%40ss%25w%2Fhunter2")
    created = gateway_command("accounts", "create", "Shop", DATABASE_URL=url)
    assert created.code == 0, created.err
    with serving("--demo", "--workers", "2", DATABASE_URL=url) as served:
        assert httpx.get(f"{served.url}/v1/settings/config", headers={"Token": "demo"}).status_code == 200


@pytest.mark.parametrize(
    ("credentials", "reason"),
    [
        ("clerk:hunter2", 'password authentication failed for user "clerk"'),
        ("stranger:hunter2", 'password authentication failed for user "stranger"'),
        ("clerk", "the database cannot be used: "),
    ],
)
def test_a_wrong_password_is_one_line(
    gateway_command: Gateway, protected_server: Callable[[str], str], credentials: str, reason: str
) -> None:
    assert_refused(gateway_command, protected_server(credentials), reason)


def test_an_unknown_database_is_one_line(
    gateway_command: Gateway, protected_server: Callable[[str], str]
) -> None:
    url = protected_server("clerk:p%40ss%25w%2Fhunter2").replace("/shop?", "/store?")
    assert_refused(gateway_command, url, 'database "store" does not exist')


def test_a_database_that_may_not_be_changed_is_one_line(
    gateway_command: Gateway, protected_server: Callable[[str], str]
) -> None:
    url = protected_server("clerk:p%40ss%25w%2Fhunter2").replace("/shop?", "/gateway?")
    assert_refused(gateway_command, url, "the database cannot be upgraded: permission denied")


def test_a_server_without_tls_is_one_line_where_tls_is_asked_for(gateway_command: Gateway) -> None:
    with listener_that_answers(b"N") as port:
        url = f"postgresql://clerk:hunter2@127.0.0.1:{port}/shop?sslmode=require"
        assert_refused(gateway_command, url, "rejected SSL upgrade")


def test_a_port_of_something_else_is_one_line(gateway_command: Gateway) -> None:
    with listener_that_answers(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        url = f"postgresql://clerk:hunter2@127.0.0.1:{port}/shop?sslmode=disable"
        assert_refused(gateway_command, url, "the database cannot be used: ")


@pytest.mark.parametrize("name", ["PGPORT", "PGTARGETSESSIONATTRS"])
def test_a_senseless_variable_of_the_shell_is_one_line(gateway_command: Gateway, name: str) -> None:
    """It completes DATABASE_URL, as for psql."""
    refused = gateway_command(
        "keys", "list", **{"DATABASE_URL": "postgresql://clerk:hunter2@/shop?host=/nowhere", name: "hunter2"}
    )
    assert refused.code == 1
    assert LINE.fullmatch(refused.err), refused.err


@contextmanager
def listener_that_answers(answer: bytes) -> Iterator[int]:
    """Yield a port at which every client gets the same answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=answer_clients, args=(listener, answer), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def answer_clients(listener: socket.socket, answer: bytes) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client:
            client.recv(1024)
            client.sendall(answer)
