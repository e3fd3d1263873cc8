import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.api.cli.conftest import Gateway, free_port, serving

DEMO = {"Token": "demo"}


def test_a_first_start_needs_nothing_and_ctrl_c_ends_everything_quietly(tmp_path: Path) -> None:
    with serving("--demo", GATEWAY_DATA_DIR=str(tmp_path)) as served:
        answer = httpx.get(f"{served.url}/v1/settings/config", headers=DEMO)
        assert answer.json()["week_days_available"] == ["Thursday"]
        ended = served.stop()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    assert "demo-dispatcher" in ended.out
    assert f"curl -H 'Token: demo' {served.url}" in ended.out
    assert not list(tmp_path.glob("**/postmaster.pid"))


def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    for expected in (200, 404):
        with serving("--demo", GATEWAY_DATA_DIR=str(tmp_path)) as served:
            path = f"{served.url}/v1/scheduled/5ab3b4cb038cbe9805c957b1"
            assert httpx.delete(path, headers=DEMO).status_code == expected
            assert served.stop(signal.SIGTERM).code == 0


def test_several_workers_answer_on_one_port(database: str) -> None:
    with serving("--demo", "--workers", "2", DATABASE_URL=database) as served:
        for _ in range(20):
            assert httpx.get(f"{served.url}/v1/settings/config", headers=DEMO).status_code == 200
        assert served.stop().code == 0


def test_two_gateways_share_one_database(database: str) -> None:
    with (
        serving("--demo", DATABASE_URL=database) as one,
        serving("--demo", DATABASE_URL=database) as other,
    ):
        path = "/v1/scheduled/5ab3b4cb038cbe9805c957b1"
        assert httpx.delete(one.url + path, headers=DEMO).status_code == 200
        assert httpx.delete(other.url + path, headers=DEMO).status_code == 404


def test_variables_that_a_shell_has_for_psql_do_not_reach_its_own_server(tmp_path: Path) -> None:
    shell = {"PGHOST": "192.0.2.1", "PGPORT": "x", "PGSSLMODE": "require", "PGTARGETSESSIONATTRS": "standby"}
    with serving("--demo", "--workers", "2", GATEWAY_DATA_DIR=str(tmp_path), **shell) as served:
        assert httpx.get(f"{served.url}/v1/settings/config", headers=DEMO).status_code == 200
        assert served.stop().code == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104
def test_the_demo_is_refused_where_others_could_reach_it(gateway_command: Gateway, host: str) -> None:
    refused = gateway_command("serve", "--demo", "--host", host)
    assert refused.code == 1
    assert "--demo" in refused.err
    assert refused.err.count("\n") == 1


def test_a_port_in_use_is_said_in_one_line(gateway_command: Gateway) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = gateway_command("serve", "--port", str(port))
    assert refused.code == 1
    assert refused.err == f"delivery-gateway: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_a_server_that_may_lose_data_is_said_in_one_line(gateway_command: Gateway) -> None:
    refused = gateway_command("serve", "--port", str(free_port()))
    assert refused.code == 1
    assert refused.err.startswith("delivery-gateway: Postgres runs with fsync = off ")
    assert refused.err.count("\n") == 1


def test_demo_tokens_do_not_exist_without_the_demo(database: str) -> None:
    with serving(DATABASE_URL=database) as served:
        assert httpx.get(f"{served.url}/v1/settings/config", headers=DEMO).status_code == 400
        assert "demo" not in served.stop().out


@pytest.mark.parametrize(
    ("name", "text"), [("GATEWAY_RATE_LIMIT", "many"), ("GATEWAY_TRUSTED_DOCUMENTS", "/nowhere.json")]
)
def test_a_setting_that_makes_no_sense_is_said_in_one_line(
    gateway_command: Gateway, name: str, text: str
) -> None:
    refused = gateway_command("serve", **{name: text})
    assert refused.code == 1
    assert text in refused.err
    assert refused.err.count("\n") == 1


def test_workers_keep_to_their_share_of_the_limit(database: str) -> None:
    limited = {"DATABASE_URL": database, "GATEWAY_RATE_LIMIT": "1000"}
    with serving("--demo", "--workers", "2", **limited) as served:
        answer = httpx.get(f"{served.url}/v1/settings/config", headers=DEMO)
        assert answer.headers["ratelimit-limit"] == "500"
        assert served.stop().code == 0
