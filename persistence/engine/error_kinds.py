"""Kinds of transient errors, by SQLSTATE and by the state of the connection."""

from enum import Enum

from asyncpg import InterfaceError, InternalClientError, TargetServerAttributeNotMatched

READ_ONLY = "25006"  # this server became a standby, as another one was promoted
_CONFLICTS = frozenset({"40001", "40P01"})
# Connection, server shutdown, time-out of an idle transaction.
_LOST = ("08", "57P0", "25P03", READ_ONLY)
# Resources, time-outs of a lock, of a statement and of a transaction.
_OVERLOAD = ("53", "55P03", "57014", "25P04")


class ErrorKind(Enum):
    """Why an attempt failed that may be made again."""

    CONFLICT = "another command was in the way"
    LOST = "the connection is gone or cannot be made"
    OVERLOAD = "the server is busy or full"


def classify_error(error: BaseException, *, connected: bool) -> ErrorKind | None:
    """Return the kind of a transient error, else `None`; `connected` is false if the connection is closed."""
    state = sqlstate(error)
    if state in _CONFLICTS:
        return ErrorKind.CONFLICT
    if state.startswith(_LOST):
        return ErrorKind.LOST
    if state.startswith(_OVERLOAD) or _is_client_timeout(error):
        return ErrorKind.OVERLOAD
    if isinstance(error, OSError | TargetServerAttributeNotMatched):
        return ErrorKind.LOST  # no host can be reached, or none is the primary at the moment
    if isinstance(error, InternalClientError):
        return ErrorKind.LOST  # a statement was sent while the server's last message was read
    return ErrorKind.LOST if not connected and isinstance(error, InterfaceError) else None


def _is_client_timeout(error: BaseException) -> bool:
    """Whether the client's own time-out ended the wait; a time-out of the network has a number."""
    return isinstance(error, TimeoutError) and error.errno is None


def sqlstate(error: BaseException) -> str:
    """Return the SQLSTATE; empty for an error that Postgres did not raise."""
    return getattr(error, "sqlstate", None) or ""
