"""The file `postmaster.pid`, in which a server describes itself."""

import os
import signal
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PORT = 5432
ANSWER_TIMEOUT = 5.0  # seconds
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # the smallest request that Postgres answers in any state
_PID, _SOCKET_FOLDER, _STATUS = 0, 4, 7


@dataclass(frozen=True, slots=True)
class PostmasterFile:
    """The server that runs on a cluster, or that crashed and left its file."""

    pid: int
    socket_folder: Path
    status: str

    def listens(self) -> bool:
        """Whether a postmaster answers; its pid may belong to another process by now.

        A connection is not enough, as it still succeeds while the kernel cleans up after a killed server.
        """
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(ANSWER_TIMEOUT)
            try:
                probe.connect(str(self.socket_folder / f".s.PGSQL.{PORT}"))
                probe.sendall(SSL_REQUEST)
                return probe.recv(1) in (b"N", b"S")
            except OSError:
                return False

    def is_ready(self) -> bool:
        return self.status == "ready" and self.listens()

    def send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def lock_files(cluster: Path, socket_folder: Path) -> tuple[Path, Path]:
    """Return the two files by which Postgres shows that a server runs."""
    return cluster / "postmaster.pid", socket_folder / f".s.PGSQL.{PORT}.lock"


def read_postmaster_file(cluster: Path) -> PostmasterFile | None:
    """Read the file; `None` if it does not exist or is not complete yet."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return PostmasterFile(int(lines[_PID]), Path(lines[_SOCKET_FOLDER]), lines[_STATUS].strip())
    except (FileNotFoundError, IndexError, ValueError):
        return None
