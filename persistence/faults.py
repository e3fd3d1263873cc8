"""What an error of the database means for the command that met it, by SQLSTATE and connection state."""

import asyncio
from enum import Enum

from asyncpg import InterfaceError, InternalClientError

_CONFLICTS = frozenset({"40001", "40P01"})
_LOST = ("08", "57P0", "25P03")  # the connection, the server, the time for an idle transaction
_OVERLOAD = ("53", "55P03", "57014")  # resources, the time to wait for a lock, the time for a statement

# What asyncpg says of a connection that has ended, or was told so by the server just before a statement.
_OUT_OF_STEP = (InterfaceError, InternalClientError)


class Fault(Enum):
    """Why it may go well another time."""

    CONFLICT = "another command was in the way"
    LOST = "the connection is gone or cannot be made"
    OVERLOAD = "the server is busy or full"


def fault(error: BaseException, *, connected: bool) -> Fault | None:
    """`None` for an error that would come again; `connected` is false where the connection is closed."""
    state = getattr(error, "sqlstate", None) or ""
    if state in _CONFLICTS:
        return Fault.CONFLICT
    if state.startswith(_LOST):
        return Fault.LOST
    if state.startswith(_OVERLOAD) or isinstance(error, asyncio.TimeoutError):
        return Fault.OVERLOAD
    if isinstance(error, OSError) or (not connected and isinstance(error, _OUT_OF_STEP)):
        return Fault.LOST
    return None
