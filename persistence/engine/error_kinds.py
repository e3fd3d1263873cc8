"""What an error of the database means for the command that met it, by SQLSTATE and connection state."""

from enum import Enum

from asyncpg import InterfaceError, InternalClientError, TargetServerAttributeNotMatched

READ_ONLY = "25006"  # this server was promoted over: it is a standby now
_CONFLICTS = frozenset({"40001", "40P01"})
# The connection, the server, the time for an idle transaction.
_LOST = ("08", "57P0", "25P03", READ_ONLY)
# Resources, the time to wait for a lock, the time for a statement or for a transaction.
_OVERLOAD = ("53", "55P03", "57014", "25P04")


class ErrorKind(Enum):
    """Why it may go well another time."""

    CONFLICT = "another command was in the way"
    LOST = "the connection is gone or cannot be made"
    OVERLOAD = "the server is busy or full"


def classify_error(error: BaseException, *, connected: bool) -> ErrorKind | None:
    """`None` for an error that would come again; `connected` is false where the connection is closed."""
    state = sqlstate(error)
    if state in _CONFLICTS:
        return ErrorKind.CONFLICT
    if state.startswith(_LOST):
        return ErrorKind.LOST
    if state.startswith(_OVERLOAD) or _is_client_timeout(error):
        return ErrorKind.OVERLOAD
    if isinstance(error, OSError | TargetServerAttributeNotMatched):
        return ErrorKind.LOST  # no host can be reached, or none of them is the primary just now
    if isinstance(error, InternalClientError):
        return ErrorKind.LOST  # asked while the server's last word was being read
    return ErrorKind.LOST if not connected and isinstance(error, InterfaceError) else None


def _is_client_timeout(error: BaseException) -> bool:
    """We did not want to wait any longer; a timeout of the network has a number."""
    return isinstance(error, TimeoutError) and error.errno is None


def sqlstate(error: BaseException) -> str:
    """Empty for an error that Postgres did not raise."""
    return getattr(error, "sqlstate", None) or ""
