"""The output of commands is complete at any width, and text only."""

import asyncio
import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from io import BytesIO, TextIOWrapper

import pytest

from api.cli.output import fail, show_json, show_row, show_rows
from tests.api.cli.conftest import ROOT, TIMEOUT, Gateway, environment, execute

ID = "68f0c2a1b3d4e5f607182930"
KEY = "9PWTZdQiVYpXhHpWojsMPAd6ayDeqKoky9MfyJH-7F0"
WILD = "[/x] [bold]\x1b[31m\x07\r\n\t\x9b\u202eevil\u2066\u2028\x00\udcff\\x1b 東京"
ATTRIBUTE = r"[/x] [bold]\x1b[31m\x07\r\n\t\x9b\u202eevil\u2066\u2028\x00\udcff\x1b 東京"

Terminal = Callable[..., str]


@pytest.fixture(params=[40, 160])
def on_terminal(database: str, request: pytest.FixtureRequest) -> Terminal:
    """Run a command on a terminal of so many columns, and return what it shows."""

    def run(*arguments: str) -> str:
        reading, writing = pty.openpty()
        fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, request.param, 0, 0))
        variables = environment(DATABASE_URL=database, COLUMNS=str(request.param), TERM="xterm-256color")
        command = [sys.executable, "-m", "api", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=variables, stdin=writing, stdout=writing, check=True, timeout=TIMEOUT
        )
        os.close(writing)
        assert done.returncode == 0
        return read_to_the_end(reading)

    return run


def read_to_the_end(terminal: int) -> str:
    """Read a terminal to its end, which on Linux is an error."""
    shown = bytearray()
    try:
        while part := os.read(terminal, 65_536):
            shown += part
    except OSError:
        pass
    os.close(terminal)
    return shown.decode()


def record_in(shown: str) -> dict[str, str]:
    """Return the fields of a record that is printed with a line for each field."""
    return {name: value.strip() for name, _, value in (each.partition(":") for each in shown.splitlines())}


def test_ids_and_secrets_are_whole_on_any_terminal(on_terminal: Terminal, database: str) -> None:
    account = record_in(on_terminal("accounts", "create", "Bakery of a long name " * 10))
    name = ("[/x] 東京 " * 5).strip()
    token = record_in(on_terminal("tokens", "create", account["id"], "--name", name))
    assert len(account["id"]) == len(token["id"]) == 24
    assert len(token["token"]) == len("dg_live_") + 43
    assert token["name"] == name
    # Such names were possible before control characters were refused.
    asyncio.run(execute(database, "UPDATE api_token SET name = $1", "[/x]\u202e\x1b[2J"))
    (line,) = on_terminal("tokens", "list", account["id"]).splitlines()[1:]
    assert line.startswith(rf"{token['id']}  [/x]\u202e\x1b[2J  ")
    assert on_terminal("accounts", "list").splitlines()[-1].startswith(f"{account['id']}  Bakery")


def test_a_pipe_gets_the_same_lines(gateway_process: Gateway) -> None:
    account = record_in(gateway_process("accounts", "create", "Shop").out)["id"]
    tokens = [
        record_in(gateway_process("tokens", "create", account, "--name", name, COLUMNS="40").out)
        for name in ("[red]", "x" * 500)
    ]
    lines = gateway_process("tokens", "list", account, COLUMNS="40").out.splitlines()
    assert lines[0].split() == ["id", "name", "scopes", "expires_at", "state", "last_used_at"]
    assert [line.split()[:2] for line in lines[1:]] == [[each["id"], each["name"]] for each in tokens]
    assert [line.split()[-1] for line in lines[1:]] == ["never" for _ in tokens]
    key = record_in(gateway_process("keys", "rotate").out)["kid"]
    assert gateway_process("keys", "list").out.splitlines()[1].startswith(f"{key}  ")


def test_what_is_printed_is_text_and_steers_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show_row({"id": ID, "name": WILD}, as_json=False)
    assert capsys.readouterr().out == f"id:   {ID}\nname: {ATTRIBUTE}\n"
    show_rows("tokens", [{"kid": KEY, "name": WILD}, {"kid": ID, "name": "till"}], as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        f"kid{' ' * 40}  name",
        f"{KEY}  {ATTRIBUTE}",
        f"{ID}{' ' * 19}  till",
    ]
    fail(f"there is no {WILD}")
    assert capsys.readouterr().err == f"delivery-gateway: there is no {ATTRIBUTE}\n"


def test_columns_stand_below_each_other_whatever_their_script(capsys: pytest.CaptureFixture[str]) -> None:
    show_rows("accounts", [{"name": "東京", "id": "1"}, {"name": "Oslo", "id": "2"}], as_json=False)
    assert capsys.readouterr().out == "name  id\n東京  1\nOslo  2\n"


def test_json_says_exactly_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": ID, "name": WILD + "\U000e0001"}]
    shows: list[Callable[[], None]] = [
        lambda: show_rows("tokens", rows, as_json=True),
        lambda: show_row(rows[0], as_json=True),
    ]
    for show in shows:
        show()
        (line,) = capsys.readouterr().out.splitlines()
        assert line.isprintable()
        assert json.loads(line) == rows
    show_json({"address": WILD}, indent=2)
    lines = capsys.readouterr().out.splitlines()
    assert all(line.isprintable() for line in lines)
    assert json.loads("\n".join(lines)) == {"address": WILD}


def test_what_the_terminal_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("ascii", "latin-1", "cp1252"):
        written = BytesIO()
        monkeypatch.setattr(sys, "stdout", TextIOWrapper(written, encoding, write_through=True))
        show_row({"name": "東京"}, as_json=False)
        show_rows("tokens", [{"name": "東京"}], as_json=True)
        assert written.getvalue().decode("ascii").splitlines() == [
            r"name: \u6771\u4eac",
            r'[{"name": "\u6771\u4eac"}]',
        ]


def test_nothing_to_list_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show_rows("tokens", [], as_json=False)
    assert capsys.readouterr().out == "No tokens.\n"
    show_rows("tokens", [], as_json=True)
    assert capsys.readouterr().out == "[]\n"
