"""How our own server is reached."""

from pathlib import Path
from urllib.parse import quote, urlencode

from persistence.embedded.cluster import DATABASE, SUPERUSER
from persistence.embedded.postmaster_file import PORT


def build_dsn(socket_folder: Path) -> str:
    """Name everything that the driver would otherwise look up in the PG* variables of somebody's shell.

    The password, which the server does not ask for, keeps it from PGPASSFILE and ~/.pgpass.
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
