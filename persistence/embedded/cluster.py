"""The data folder, which is created atomically and is refused if it has another major version."""

import shutil
from collections.abc import Callable
from pathlib import Path

from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.server_user import ServerUser

SUPERUSER = "gateway"
DATABASE = "gateway"

INITDB = (
    f"--username={SUPERUSER}",
    "--auth=trust",  # the socket's folder is private to its owner, and the server does not listen on TCP
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
)


def ensure_cluster(user: ServerUser, *, durable: bool, report: Callable[[str], None]) -> Path:
    """Return the data folder in the user's home, and create it at the first start; call it under the lock."""
    cluster = user.home / "postgres"
    if not cluster.exists():
        report(f"Preparing Postgres {user.binaries.major} in {cluster} (first start only)")
        _create(user, cluster, durable=durable)
    _check_version(user, cluster)
    user.own(cluster)
    return cluster


def _create(user: ServerUser, cluster: Path, *, durable: bool) -> None:
    unfinished = cluster.with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)  # left by a start that was killed
    unfinished.mkdir(mode=0o700)
    user.own(unfinished)
    sync = () if durable else ("--no-sync",)
    _run(user, "initdb", f"--pgdata={unfinished}", *INITDB, *sync)
    single = ("--single", "-D", str(unfinished), "postgres")
    _run(user, "postgres", *single, text=f"CREATE DATABASE {DATABASE}\n")
    unfinished.rename(cluster)


def _run(user: ServerUser, program: str, *arguments: str, text: str = "") -> None:
    done = user.run(program, *arguments, text=text)
    if done.returncode != 0:
        lines = done.stdout.strip().splitlines() or ["no reason given"]
        raise EmbeddedPostgresError(f"Postgres could not be prepared in {user.home}: {lines[-1]}")


def _check_version(user: ServerUser, cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != user.binaries.major:
        raise EmbeddedPostgresError(
            f"{cluster} holds data of Postgres {found}, but this is Postgres {user.binaries.major}: dump it"
            f" with Postgres {found} first if you need it, then move it away and start again."
        )
