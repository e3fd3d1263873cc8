"""The private folder of the server's socket."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.postmaster_file import PORT
from persistence.embedded.server_user import ServerUser

LONGEST = 90  # bytes; the kernels allow 104 to 108, Postgres adds ".lock" to some of its own


def ensure_socket_folder(user: ServerUser) -> Path:
    """Return a folder for the socket that only the server's user may enter, short enough for the kernel."""
    folder = user.home / "socket"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > LONGEST:
        digest = hashlib.sha256(os.fsencode(user.home)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"delivery-gateway-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    user.own(folder)
    _check_private(user, folder)
    return folder


def _check_private(user: ServerUser, folder: Path) -> None:
    """In a shared temporary folder somebody else may have made it first."""
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid != user.uid:
        raise EmbeddedPostgresError(f"{folder} is not private to us: remove it and start again.")
