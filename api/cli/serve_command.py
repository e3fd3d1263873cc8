"""The command `serve`: a gateway in this process or in several, from binding the port to the last answer."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import FrameType

import typer

from api.cli.output import fail
from api.cli.welcome import welcome_message
from api.database_source import database
from api.demo.seed import seed
from api.environment import Environment, read_environment
from api.gateway import GatewayConfig, gateway_app
from api.operations.file_limit import allow_many_files
from api.operations.logs import start_logging
from api.operations.memory import return_large_blocks
from api.operations.server import CLIENT_SECONDS, GracefulServer, WorkerServer, server_config
from api.operations.workers import Workers, WorkersFailed
from api.policy import policy_of
from api.system.clock import SystemClock
from persistence.adapters import open_adapters
from persistence.engine.durability import assert_durable
from persistence.migrations.migrate import migrate


@dataclass(frozen=True, slots=True)
class ServeCommand:
    """The options of `serve`."""

    host: str
    port: int
    workers: int
    client_seconds: float | None
    demo: bool
    durable: bool

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def run(self) -> None:
        """Serve until a signal stops it."""
        environment = read_environment()
        policy_of(environment)  # every worker reads it again; an error in it is reported here, once
        listener = _listen(self.host, self.port)
        allow_many_files()
        with _interruptible(), database(environment, report=_report) as dsn:
            asyncio.run(self._prepare(dsn))
            typer.echo(welcome_message(self.url, demo=self.demo))
            self._serve(self._config(dsn, environment), listener)

    async def _prepare(self, dsn: str) -> None:
        if self.durable:
            await assert_durable(dsn)
        await migrate(dsn)
        if self.demo:
            await seed(dsn)
        elif await _has_demo_tokens(dsn):
            _report("The database holds tokens of the demo; without --demo they are refused.")

    def _config(self, dsn: str, environment: Environment) -> GatewayConfig:
        seconds = CLIENT_SECONDS if self.client_seconds is None else self.client_seconds
        public_url = environment.public_url or self.url
        return GatewayConfig(
            dsn,
            public_url,
            environment.metrics_token,
            seconds,
            workers=self.workers,
            serves_demo=self.demo,
        )

    def _serve(self, config: GatewayConfig, listener: socket.socket) -> None:
        if self.workers == 1:
            _serve_in_this_process(config, listener, GracefulServer)
        else:
            _serve_by_workers(config, listener, self.workers)


async def _has_demo_tokens(dsn: str) -> bool:
    async with open_adapters(dsn, pool_size=1) as adapters:
        return await adapters.accounts.has_demo_tokens(SystemClock().now())


def _listen(host: str, port: int) -> socket.socket:
    """Bind the port before anything slow, so that a port in use is reported at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets whose protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise fail(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def _serve_in_this_process(
    config: GatewayConfig, listener: socket.socket, server: type[GracefulServer]
) -> None:
    return_large_blocks()
    access_log = start_logging()
    policy = policy_of(read_environment(), config.workers, serves_demo=config.serves_demo)
    make_app = partial(gateway_app, config, access_log, policy)
    server(server_config(make_app, client_seconds=config.client_seconds)).run(sockets=[listener])


def _serve_by_workers(config: GatewayConfig, listener: socket.socket, count: int) -> None:
    start_logging()
    try:
        Workers(partial(_run_worker, config), listener, count).run()
    except WorkersFailed as error:
        raise fail("a worker cannot start") from error


def _run_worker(config: GatewayConfig, number: int, listener: socket.socket) -> None:
    _serve_in_this_process(replace(config, worker=number), listener, WorkerServer)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Exit without a traceback on Ctrl-C, SIGTERM and SIGHUP, at any moment."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped.")


def _report(line: str) -> None:
    sys.stderr.write(f"{line}\n")
