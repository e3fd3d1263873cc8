"""Whoever is killed, the next start finds its way."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import asyncpg

from persistence.embedded import EmbeddedPostgres
from tests.persistence.embedded.processes import UserProcess, is_running, postmaster, query, until


def test_a_server_that_outlived_its_user_is_adopted(prepared: Path) -> None:
    user = UserProcess(prepared)
    user.dsn()
    user.kill()
    orphan = postmaster(prepared)
    with EmbeddedPostgres(prepared) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert postmaster(prepared) == orphan
    assert not is_running(prepared)


def test_a_start_right_after_everything_was_killed_succeeds(prepared: Path) -> None:
    user = UserProcess(prepared)
    dsn = user.dsn()
    query(dsn, "CREATE TABLE survivor AS SELECT 1 AS one")
    user.kill()
    os.kill(postmaster(prepared), signal.SIGKILL)
    with EmbeddedPostgres(prepared) as dsn:
        assert query(dsn, "SELECT one FROM survivor") == 1


def test_a_postmaster_that_is_killed_comes_back_under_its_users(prepared: Path) -> None:
    with EmbeddedPostgres(prepared, report=lambda _: None) as dsn:
        killed = postmaster(prepared)
        os.kill(killed, signal.SIGKILL)
        until(lambda: _answers(dsn) and postmaster(prepared) != killed)
    assert not is_running(prepared)


def test_a_killed_postmaster_is_started_once_by_its_many_users(prepared: Path) -> None:
    users = [UserProcess(prepared) for _ in range(3)]
    (dsn,) = {user.dsn() for user in users}
    killed = postmaster(prepared)
    os.kill(killed, signal.SIGKILL)
    until(lambda: _answers(dsn) and postmaster(prepared) != killed)
    said = "".join(user.release() for user in users)
    assert said.count("starting it again") == 1
    assert not is_running(prepared)


def test_a_stale_file_with_the_pid_of_another_process_is_no_obstacle(prepared: Path) -> None:
    stale = prepared / "postgres" / "postmaster.pid"
    socket = prepared / "socket"
    stale.write_text(f"{os.getppid()}\n{prepared / 'postgres'}\n1\n5432\n{socket}\n\n0 0\nready\n")
    with EmbeddedPostgres(prepared) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert postmaster(prepared) != os.getppid()


def test_a_torn_postmaster_file_is_no_obstacle(prepared: Path) -> None:
    (prepared / "postgres" / "postmaster.pid").write_text("1")
    with EmbeddedPostgres(prepared) as dsn:
        assert query(dsn, "SELECT 1") == 1


def _answers(dsn: str) -> bool:
    with suppress(OSError, asyncpg.PostgresError):
        return bool(query(dsn, "SELECT true"))
    return False
