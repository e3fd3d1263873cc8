"""The private folder of the server's socket, and the DSN that leads there."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote, urlencode

from persistence.embedded.cluster import DATABASE, SUPERUSER
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
    """Refuse a folder of another user, who may have created it first in a shared temporary folder."""
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid != user.uid:
        raise EmbeddedPostgresError(f"{folder} is not private to us: remove it and start again.")


def build_dsn(socket_folder: Path) -> str:
    """Return a DSN with everything that the driver would otherwise read from the user's PG* variables.

    The server does not ask for the password; it keeps the driver from reading PGPASSFILE and ~/.pgpass.
    """
    named = {
        "host": socket_folder,
        "port": PORT,
        "sslmode": "disable",
        "sslnegotiation": "postgres",
        "gsslib": "gssapi",
        "target_session_attrs": "any",
    }
    return f"postgresql://{SUPERUSER}:none@/{DATABASE}?{urlencode(named, safe='', quote_via=quote)}"
