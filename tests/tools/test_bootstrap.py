"""How .venv is made with a uv that stands in for the real one: it downloads nothing."""

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[2] / "tools" / "bootstrap.py"
UNKNOWN_ISSUER = """\
error: Request failed after 3 retries
  Caused by: client error (Connect)
  Caused by: invalid peer certificate: UnknownIssuer
"""
STAND_IN = """\
#!/bin/sh
[ "$1" = --version ] && echo "uv 99.0.0" && exit
echo "${UV_SYSTEM_CERTS-unset}" >> calls
"""


@dataclass(frozen=True)
class Prepared:
    """How the bootstrap ended, and UV_SYSTEM_CERTS at each call of uv but those for its version."""

    code: int
    err: str
    calls: list[str]
    in_step: bool


def prepare(folder: Path, script: str, **variables: str) -> Prepared:
    """Run the bootstrap in a folder where uv does what `script` says."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "uv").write_text(STAND_IN + script)
    (programs / "uv").chmod(0o755)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("UV_")}
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, str(BOOTSTRAP)],
        cwd=folder,
        env={**kept, "PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    calls = (folder / "calls").read_text().split()
    return Prepared(done.returncode, done.stderr, calls, (folder / ".venv" / ".in-step").exists())


def failing(message: str) -> str:
    return f"printf %s {shlex.quote(message)} >&2; exit 2\n"


def unless_the_system_is_asked(message: str) -> str:
    return f'[ "$UV_SYSTEM_CERTS" = 1 ] || {{ {failing(message)} }}\n'


def test_the_systems_certificates_are_not_used_where_none_is_missing(tmp_path: Path) -> None:
    done = prepare(tmp_path, "echo a warning >&2\n")
    assert (done.code, done.calls, done.in_step) == (0, ["unset"], True)
    assert done.err.endswith("a warning\n")


def test_a_certificate_that_only_the_system_knows_is_accepted_the_second_time(tmp_path: Path) -> None:
    done = prepare(tmp_path, unless_the_system_is_asked(UNKNOWN_ISSUER))
    assert (done.code, done.calls, done.in_step) == (0, ["unset", "1"], True)
    assert "UnknownIssuer" not in done.err


def test_a_certificate_that_nobody_knows_is_said_after_the_second_time(tmp_path: Path) -> None:
    done = prepare(tmp_path, failing(UNKNOWN_ISSUER))
    assert (done.code, done.calls, done.in_step) == (2, ["unset", "1"], False)
    assert done.err.endswith(UNKNOWN_ISSUER)


@pytest.mark.parametrize(
    "message",
    [
        "error: Failed to fetch\n  Caused by: dns error: failed to lookup address information\n",
        "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n",
        "",
    ],
)
def test_what_fails_for_another_reason_is_not_tried_again(tmp_path: Path, message: str) -> None:
    done = prepare(tmp_path, failing(message))
    assert (done.code, done.calls, done.in_step) == (2, ["unset"], False)
    assert done.err.endswith(message)


def test_what_somebody_has_chosen_stands(tmp_path: Path) -> None:
    done = prepare(tmp_path, failing(UNKNOWN_ISSUER), UV_SYSTEM_CERTS="false")
    assert (done.code, set(done.calls)) == (2, {"false"})
