"""Restarts of a server that has crashed while it is used."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from persistence.embedded import locks
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.postgres_server import Server

INTERVAL = 0.25  # seconds; each check costs one flock
PAUSE = 2.0  # seconds after a failure


class Watch:
    """Watches `server` in a thread until it is ended; several processes may watch the same server."""

    def __init__(self, server: Server, start_lock: Path, report: Callable[[str], None]) -> None:
        self._server = server
        self._start_lock = start_lock
        self._report = report
        self._leaving = Event()
        self._thread = Thread(target=self._watch, name="embedded-postgres", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._leaving.set()
        self._thread.join()

    def _watch(self) -> None:
        interval = INTERVAL
        while not self._leaving.wait(interval):
            interval = INTERVAL
            try:
                if not self._server.is_running():
                    self._restart()
            except (EmbeddedPostgresError, OSError) as error:
                self._report(str(error))
                interval = PAUSE

    def _restart(self) -> None:
        with locks.holding(self._start_lock):
            if not self._server.is_running():
                self._report("Postgres has died, starting it again")
            self._server.ensure_ready(self._leaving)
