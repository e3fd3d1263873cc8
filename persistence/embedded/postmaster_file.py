"""What a server writes about itself in `postmaster.pid`."""

import os
import signal
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PORT = 5432
PATIENCE = 5.0  # seconds
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # the smallest question that Postgres answers in any state
_PID, _SOCKET_FOLDER, _STATUS = 0, 4, 7


@dataclass(frozen=True, slots=True)
class PostmasterFile:
    """The server that runs on a cluster, or one that died without tidying up."""

    pid: int
    socket_folder: Path
    status: str

    def listens(self) -> bool:
        """Whether a postmaster is there and answers; its pid may by now be another's.

        To be connected is not enough: that still works while the kernel clears away a killed one.
        """
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(PATIENCE)
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
    """Name the two files by which Postgres tells that a server runs."""
    return cluster / "postmaster.pid", socket_folder / f".s.PGSQL.{PORT}.lock"


def read_postmaster_file(cluster: Path) -> PostmasterFile | None:
    """Read the file; None when there is none or it is not yet written to its end."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return PostmasterFile(int(lines[_PID]), Path(lines[_SOCKET_FOLDER]), lines[_STATUS].strip())
    except (FileNotFoundError, IndexError, ValueError):
        return None
