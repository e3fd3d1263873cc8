"""The next start succeeds, whichever process was killed."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import asyncpg

from persistence.embedded import EmbeddedPostgres
from tests.persistence.embedded.processes import UserProcess, is_running, postmaster, query, until


def test_a_server_that_outlived_its_user_is_adopted(used_folder: Path) -> None:
    user = UserProcess(used_folder)
    user.dsn()
    user.kill()
    orphan = postmaster(used_folder)
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert postmaster(used_folder) == orphan
    assert not is_running(used_folder)


def test_a_start_right_after_everything_was_killed_succeeds(used_folder: Path) -> None:
    user = UserProcess(used_folder)
    dsn = user.dsn()
    query(dsn, "CREATE TABLE survivor AS SELECT 1 AS one")
    user.kill()
    os.kill(postmaster(used_folder), signal.SIGKILL)
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SELECT one FROM survivor") == 1


def test_a_postmaster_that_is_killed_comes_back_under_its_users(used_folder: Path) -> None:
    with EmbeddedPostgres(used_folder, report=lambda _: None) as dsn:
        killed = postmaster(used_folder)
        os.kill(killed, signal.SIGKILL)
        until(lambda: _answers(dsn) and postmaster(used_folder) != killed)
    assert not is_running(used_folder)


def test_a_killed_postmaster_is_started_once_by_its_many_users(used_folder: Path) -> None:
    users = [UserProcess(used_folder) for _ in range(3)]
    (dsn,) = {user.dsn() for user in users}
    killed = postmaster(used_folder)
    os.kill(killed, signal.SIGKILL)
    until(lambda: _answers(dsn) and postmaster(used_folder) != killed)
    said = "".join(user.release() for user in users)
    assert said.count("starting it again") == 1
    assert not is_running(used_folder)


def test_a_stale_file_with_the_pid_of_another_process_is_no_obstacle(used_folder: Path) -> None:
    stale = used_folder / "postgres" / "postmaster.pid"
    socket = used_folder / "socket"
    stale.write_text(f"{os.getppid()}\n{used_folder / 'postgres'}\n1\n5432\n{socket}\n\n0 0\nready\n")
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert postmaster(used_folder) != os.getppid()


def test_a_torn_postmaster_file_is_no_obstacle(used_folder: Path) -> None:
    (used_folder / "postgres" / "postmaster.pid").write_text("1")
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SELECT 1") == 1


def _answers(dsn: str) -> bool:
    with suppress(OSError, asyncpg.PostgresError):
        return bool(query(dsn, "SELECT true"))
    return False
