"""Worker processes on one listener."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Final

from uvicorn.config import STARTUP_FAILURE

from api.operations.backlog import refuse_new_connections

PAUSE: Final = 1.0  # seconds before a worker that died is replaced
STOP_SECONDS: Final = 15.0  # for the workers to stop before they are killed
_SPAWN: Final = multiprocessing.get_context("spawn")

Work = Callable[[int, socket.socket], None]


class WorkersFailed(Exception):
    """A worker cannot start; its log says why."""


@dataclass(slots=True)
class Workers:
    """Runs `work(number, listener)` in `count` processes, numbered from 1, and replaces those that die.

    `work` is pickled. It stops on SIGTERM only; a terminal sends other signals to all processes at once.
    """

    work: Work
    listener: socket.socket
    count: int
    _running: dict[int, SpawnProcess] = field(default_factory=dict)
    _replaced: bool = False

    def run(self) -> None:
        """Run the workers until a signal handler raises; raises `WorkersFailed`."""
        try:
            for number in range(1, self.count + 1):
                self._start(number)
            while True:
                wait([each.sentinel for each in self._running.values()])
                self._replace_dead_workers()
        finally:
            self._end()

    def _start(self, number: int) -> None:
        process = _SPAWN.Process(target=_run, args=(self.work, number, self.listener))
        process.start()
        self._running[number] = process

    def _replace_dead_workers(self) -> None:
        for number, process in list(self._running.items()):
            if process.is_alive():
                continue
            if process.exitcode == STARTUP_FAILURE and not self._replaced:
                raise WorkersFailed
            self._replaced = True  # from now on a failed start may be a transient error of the database
            time.sleep(PAUSE)
            self._start(number)

    def _end(self) -> None:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_IGN)
        refuse_new_connections(self.listener)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.join(max(0.0, deadline - time.monotonic()))
            process.kill()
        self.listener.close()


def _run(work: Work, number: int, listener: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(number, listener)


def _end_with_parent() -> None:
    """Stop this worker when its parent is killed, or else it would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
