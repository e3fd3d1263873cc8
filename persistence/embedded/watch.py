"""Start a server again when it has died under its users."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from persistence.embedded import locks
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.postgres_server import Server

INTERVAL = 0.25  # seconds; a look costs one flock
PAUSE = 2.0  # seconds after a failure


class Watch:
    """Look after `server` from a thread until ended; several processes may watch the same one."""

    def __init__(self, server: Server, start_lock: Path, report: Callable[[str], None]) -> None:
        self._server = server
        self._start_lock = start_lock
        self._report = report
        self._leaving = Event()
        self._thread = Thread(target=self._look_after, name="embedded-postgres", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._leaving.set()
        self._thread.join()

    def _look_after(self) -> None:
        interval = INTERVAL
        while not self._leaving.wait(interval):
            interval = INTERVAL
            try:
                if not self._server.is_running():
                    self._revive()
            except (EmbeddedPostgresError, OSError) as error:
                self._report(str(error))
                interval = PAUSE

    def _revive(self) -> None:
        with locks.holding(self._start_lock):
            if not self._server.is_running():
                self._report("Postgres has died, starting it again")
            self._server.ensure_ready(self._leaving)
