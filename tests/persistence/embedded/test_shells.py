"""Variables that a shell has for psql do not affect the embedded server."""

import inspect
import re
from pathlib import Path

import pytest
from asyncpg import connect_utils

from persistence.embedded import EmbeddedPostgres
from tests.persistence.embedded.processes import query

OF_LIBPQ = {"PGOPTIONS", "PGTZ", "PGDATA", "PGAPPNAME", "PGCLIENTENCODING", "PGHOSTADDR", "PGDATESTYLE"}
OF_THE_DRIVER = set(re.findall(r"\bPG[A-Z]+\b", inspect.getsource(connect_utils)))
READINGS = {
    "senseless": dict.fromkeys(OF_LIBPQ | OF_THE_DRIVER, "elsewhere"),
    "of another server": {
        "PGHOST": "192.0.2.1",
        "PGPORT": "6543",
        "PGUSER": "clerk",
        "PGDATABASE": "shop",
        "PGPASSWORD": "hunter2",
        "PGSSLMODE": "verify-full",
        "PGSSLNEGOTIATION": "direct",
        "PGTARGETSESSIONATTRS": "standby",
        "PGOPTIONS": "-c default_transaction_read_only=on",
    },
}


def test_the_driver_reads_variables_of_which_these_are_some() -> None:
    assert {"PGPORT", "PGSSLMODE", "PGTARGETSESSIONATTRS", "PGPASSFILE", "PGSSLNEGOTIATION"} <= OF_THE_DRIVER


@pytest.mark.parametrize("reading", READINGS)
def test_they_disturb_neither_its_first_start_nor_a_connection(
    new_folder: Path, reading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in READINGS[reading].items():
        monkeypatch.setenv(name, text)
    with EmbeddedPostgres(new_folder, durable=False, report=lambda _: None) as dsn:
        assert query(dsn, "SELECT current_user || '@' || current_database()") == "gateway@gateway"
        assert query(dsn, "SHOW default_transaction_read_only") == "off"


def test_a_file_of_passwords_that_all_may_read_is_not_complained_of(
    used_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("*:*:*:*:hunter2\n")
    passwords.chmod(0o644)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    with EmbeddedPostgres(used_folder) as dsn:
        assert query(dsn, "SELECT 1") == 1
