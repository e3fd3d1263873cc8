"""What a server writes about itself in `postmaster.pid`."""

import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PORT = 5432
_PID, _SOCKET_FOLDER, _STATUS = 0, 4, 7


@dataclass(frozen=True, slots=True)
class PostmasterFile:
    """The server that runs on a cluster, or one that died without tidying up."""

    pid: int
    socket_folder: Path
    status: str

    def listens(self) -> bool:
        """Whether a postmaster is there: the socket tells, a pid may have passed to another process."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def is_ready(self) -> bool:
        return self.status == "ready" and self.listens()

    def send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def path_of(cluster: Path) -> Path:
    return cluster / "postmaster.pid"


def read_postmaster_file(cluster: Path) -> PostmasterFile | None:
    """Read the file; None when there is none or it is not yet written to its end."""
    try:
        lines = path_of(cluster).read_text().splitlines()
        return PostmasterFile(int(lines[_PID]), Path(lines[_SOCKET_FOLDER]), lines[_STATUS].strip())
    except (FileNotFoundError, IndexError, ValueError):
        return None
