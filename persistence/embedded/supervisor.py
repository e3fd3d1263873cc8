"""A Postgres that processes share: the first one starts it, the last one stops it."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from persistence.embedded import locks
from persistence.embedded.binaries import find_binaries
from persistence.embedded.cluster import ensure_cluster
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.postgres_server import Server
from persistence.embedded.postmaster_file import read_postmaster_file
from persistence.embedded.server_user import choose_user
from persistence.embedded.sockets import build_dsn, ensure_socket_folder
from persistence.embedded.watch import Watch


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")


class EmbeddedPostgres:
    """An embedded Postgres in `folder`, shared by all processes that enter it.

    Entering returns the DSN of its database. A server that crashes is restarted while a process uses it. A
    server whose processes were killed is adopted by the next one. Raises `EmbeddedPostgresError`.
    """

    def __init__(
        self, folder: Path, *, durable: bool = True, report: Callable[[str], None] = _to_stderr
    ) -> None:
        self.folder = folder.absolute()
        self._durable = durable
        self._report = report
        self._membership: int | None = None
        self._server: Server | None = None
        self._watch: Watch | None = None

    def __enter__(self) -> str:
        try:
            return self._join()
        except OSError as error:
            self._leave()
            raise EmbeddedPostgresError(f"Postgres cannot be kept in {self.folder}: {error}") from error
        except BaseException:
            self._leave()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _join(self) -> str:
        binaries = find_binaries()
        self.folder.mkdir(parents=True, exist_ok=True)
        with locks.holding(self._lock("start")):
            self._membership = locks.hold(self._lock("users"), shared=True)
            user = choose_user(binaries, self.folder)
            self._server = server = Server(
                user=user,
                cluster=ensure_cluster(user, durable=self._durable, report=self._report),
                socket_folder=ensure_socket_folder(user),
                alive=self._lock("server"),
                log=self.folder / "postgres.log",
                durable=self._durable,
            )
            server.ensure_ready(threading.Event())
        self._watch = Watch(server, self._lock("start"), self._report)
        return self._dsn(server)

    def _leave(self) -> None:
        with _ignoring_signals():
            if self._watch is not None:
                self._watch.end()
            if self._membership is not None:
                with locks.holding(self._lock("start")):
                    self._resign(self._membership)
            self._watch = self._membership = self._server = None

    def _resign(self, membership: int) -> None:
        os.close(membership)
        last = locks.try_hold(self._lock("users"))
        if last is None:
            return
        try:
            if self._server is not None:
                self._server.stop()
        finally:
            os.close(last)

    def _lock(self, name: str) -> Path:
        return self.folder / f"{name}.lock"

    def _dsn(self, server: Server) -> str:
        file = read_postmaster_file(server.cluster)  # an adopted server may have another folder
        folder = server.socket_folder if file is None else file.socket_folder
        return build_dsn(folder)


@contextmanager
def _ignoring_signals() -> Iterator[None]:
    """Ignore signals, so that repeated Ctrl-C does not leave a server behind."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
