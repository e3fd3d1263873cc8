import asyncio
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from api.cli.output import fail
from api.cli.welcome import welcome
from api.compose import gateway_app
from api.database import database
from api.demo.seed import seed
from api.environment import read_environment
from api.policy import policy_of
from persistence.migrate import migrate

# Workers are started afresh and read these; nobody else should set them.
_WORKER_DSN = "GATEWAY_WORKER_DSN"
_WORKER_PUBLIC_URL = "GATEWAY_WORKER_PUBLIC_URL"
_WORKERS = "GATEWAY_WORKERS"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.", min=1, max=64)] = 1,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add demo accounts with fixed tokens; loopback hosts only.")
    ] = False,
) -> None:
    """Serve GraphQL and the legacy REST paths; Postgres is our own unless DATABASE_URL names one."""
    if demo and not is_loopback(host):
        raise fail(f"--demo has tokens that everybody knows, so it is refused on {host}: use 127.0.0.1")
    environment = read_environment()
    policy_of(environment)  # every worker reads it for itself; what is wrong with it is said here, once
    listener = _listen(host, port)
    public_url = environment.public_url or f"http://{_in_url(host)}:{port}"
    with _interruptible(), database(environment, report=_report) as dsn:
        asyncio.run(_prepare(dsn, demo=demo))
        typer.echo(welcome(f"http://{_in_url(host)}:{port}", demo=demo))
        os.environ.update({_WORKER_DSN: dsn, _WORKER_PUBLIC_URL: public_url, _WORKERS: str(workers)})
        _serve_until_told(listener, workers)


def worker_app() -> Starlette:
    """The application as every worker process makes it for itself."""
    policy = policy_of(read_environment(), int(os.environ[_WORKERS]))
    return gateway_app(os.environ[_WORKER_DSN], os.environ[_WORKER_PUBLIC_URL], policy)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything slow happens, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By its protocol asyncio knows a listener whose answers must not wait for the client's next packet.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise fail(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


async def _prepare(dsn: str, *, demo: bool) -> None:
    await migrate(dsn)
    if demo:
        await seed(dsn)


def _serve_until_told(listener: socket.socket, workers: int) -> None:
    config = uvicorn.Config(
        "api.cli.serve:worker_app",
        factory=True,
        workers=workers,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
    else:
        listener.set_inheritable(True)
        Multiprocess(config, sockets=[listener]).run()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Leave quietly on Ctrl-C, SIGTERM and SIGHUP, at whatever moment they come."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped.")


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _report(line: str) -> None:
    sys.stderr.write(f"{line}\n")
