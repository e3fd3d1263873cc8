"""One server on one cluster: whether it runs, its start and its end."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from threading import Event

from persistence.embedded import locks
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.postmaster_file import PORT, lock_files, read_postmaster_file
from persistence.embedded.server_user import ServerUser

START_TIMEOUT = 120.0  # seconds, for a long recovery from a crash
STOP_TIMEOUTS = {signal.SIGINT: 30.0, signal.SIGQUIT: 10.0}  # fast, then immediate
ATTEMPTS = 5
BEAT = 0.02
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",  # our statements are short, compiling them costs more than it brings
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Starts, stops and crashes; the gateway logs refused statements itself, so that the file hardly grows.
    "log_min_messages": "log",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Postgres on `cluster`; all its processes, also the backends, inherit the lock on `alive`."""

    user: ServerUser
    cluster: Path
    socket_folder: Path
    alive: Path
    log: Path
    durable: bool

    def is_running(self) -> bool:
        """Whether any process of it runs; unlike a pid, the lock cannot belong to another process."""
        return locks.is_held(self.alive)

    def is_ready(self) -> bool:
        file = read_postmaster_file(self.cluster)
        return file is not None and file.is_ready()

    def ensure_ready(self, leaving: Event) -> None:
        """Adopt the running server, or start it, until `leaving` is set; call it under the lock."""
        deadline, attempts = time.monotonic() + START_TIMEOUT, 0
        while not self.is_ready() and not leaving.wait(BEAT):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"Postgres in {self.cluster} does not get ready, see {self.log}")
            if not self.is_running():
                if attempts == ATTEMPTS:
                    raise EmbeddedPostgresError(f"Postgres does not start: {self._last_words()}")
                self._launch()
                attempts += 1

    def _launch(self) -> None:
        alive = locks.try_hold(self.alive)
        if alive is None:
            return  # a process of the last server is still ending
        try:
            self._remove_stale_locks()
            arguments = _build_arguments(self.cluster, self.socket_folder, durable=self.durable)
            with self._open_log() as log:
                self.user.run("postgres", *arguments, detached=True, descriptors=(alive,), output=log)
        finally:
            os.close(alive)

    def _remove_stale_locks(self) -> None:
        """Remove stale files; Postgres does not start while a process, even a zombie, has their pid."""
        file = read_postmaster_file(self.cluster)
        if file is None or not file.listens():
            for stale in lock_files(self.cluster, self.socket_folder):
                stale.unlink(missing_ok=True)

    def stop(self) -> None:
        """Disconnect all clients, write everything to disk and wait until the last process has ended."""
        if not any(self._stop_by(number) for number in STOP_TIMEOUTS):
            raise EmbeddedPostgresError(f"Postgres in {self.cluster} does not stop, see {self.log}")
        with suppress(OSError):  # it is created again at the next start, and may be in a shared folder
            self.socket_folder.rmdir()

    def _stop_by(self, number: signal.Signals) -> bool:
        deadline, sent = time.monotonic() + STOP_TIMEOUTS[number], False
        while self.is_running():
            file = read_postmaster_file(self.cluster)
            if not sent and file is not None and file.listens():
                file.send(number)
                sent = True
            if time.monotonic() > deadline:
                return False
            time.sleep(BEAT)
        return True

    def _open_log(self) -> TextIOWrapper:
        """Open a new log for this start; the one before is kept."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("w")

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() or ["no reason given"]
        reasons = [line for line in lines if "FATAL" in line or "launch:" in line]
        return f"{(reasons or lines)[-1]} (see {self.log})"


def _build_arguments(cluster: Path, socket_folder: Path, *, durable: bool) -> list[str]:
    """Return the command line's arguments; with `durable=False` a loss of power may cost the data."""
    quoted = str(socket_folder).replace('"', '""')  # it is a list, in which a comma or a space separates
    safety = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "on" if durable else "off")
    settings = SETTINGS | {"unix_socket_directories": f'"{quoted}"'} | safety
    return ["-D", str(cluster), *(f"--{name}={value}" for name, value in settings.items())]
