import asyncio
import ipaddress
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import Annotated

import typer

from api.cli.output import fail
from api.cli.welcome import welcome
from api.compose import Service, gateway_app
from api.database import database
from api.demo.seed import seed
from api.environment import read_environment
from api.operations.files import allow_many_files
from api.operations.logs import start_logging
from api.operations.server import CLIENT_SECONDS, QuietServer, WorkerServer, server_config
from api.operations.workers import Workers, WorkersFailed
from api.policy import policy_of
from persistence.durability import assert_durable
from persistence.migrate import migrate


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer requests.", min=1, max=64)] = 1,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add demo accounts with fixed tokens; loopback hosts only.")
    ] = False,
    # For tests, whose Postgres lies in memory and whose clients cannot wait.
    durable: Annotated[bool, typer.Option("--durable/--not-durable", hidden=True)] = True,
    client_seconds: Annotated[float, typer.Option(hidden=True)] = CLIENT_SECONDS,
) -> None:
    """Serve GraphQL and the legacy REST paths; Postgres is our own unless DATABASE_URL names one."""
    if demo and not is_loopback(host):
        raise fail(f"--demo has tokens that everybody knows, so it is refused on {host}: use 127.0.0.1")
    environment = read_environment()
    policy_of(environment)  # every worker reads it for itself; what is wrong with it is said here, once
    listener = _listen(host, port)
    allow_many_files()
    public_url = environment.public_url or f"http://{_in_url(host)}:{port}"
    with _interruptible(), database(environment, report=_report) as dsn:
        asyncio.run(_prepare(dsn, demo=demo, durable=durable))
        typer.echo(welcome(f"http://{_in_url(host)}:{port}", demo=demo))
        service = Service(dsn, public_url, environment.metrics_token, client_seconds, workers=workers)
        if workers == 1:
            _serve(service, listener, QuietServer)
        else:
            _serve_by_workers(service, listener, workers)


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


async def _prepare(dsn: str, *, demo: bool, durable: bool) -> None:
    if durable:
        await assert_durable(dsn)
    await migrate(dsn)
    if demo:
        await seed(dsn)


def _serve(service: Service, listener: socket.socket, server: type[QuietServer]) -> None:
    access_log = start_logging()
    policy = policy_of(read_environment(), service.workers)
    make_app = partial(gateway_app, service, access_log, policy)
    config = server_config(make_app, client_seconds=service.client_seconds)
    server(config).run(sockets=[listener])


def _serve_by_workers(service: Service, listener: socket.socket, count: int) -> None:
    start_logging()
    try:
        Workers(partial(_work, service), listener, count).run()
    except WorkersFailed as error:
        raise fail("a worker does not start") from error


def _work(service: Service, number: int, listener: socket.socket) -> None:
    _serve(replace(service, worker=number), listener, WorkerServer)


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
