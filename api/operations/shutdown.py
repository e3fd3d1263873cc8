"""What whoever serves lets those know and do who answer for long; it stands in the state of every request."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from starlette.types import Scope

SHUTDOWN_EVENT: Final = "leaving"  # an event, set when the gateway ends
ABORT_CONNECTION: Final = "hang_up"  # breaks the connection off, whatever waits to be sent
PRESENCE: Final = "presence"  # of the client at the other end of the connection
CLIENT_GONE: Final = 499  # the status of an answer that nobody is there to read, as in nginx

T = TypeVar("T")


class ClientGone(Exception):
    """The client has left before its request was answered."""


class Presence:
    """Whether a client is there; `upon_leaving` is called when it goes.

    A connection has one, because one of its requests is answered at a time.
    """

    __slots__ = ("gone", "upon_leaving")

    def __init__(self) -> None:
        self.gone = False
        self.upon_leaving: Callable[[], object] | None = None

    def end(self) -> None:
        self.gone = True
        if self.upon_leaving is not None:
            self.upon_leaving()


def shutdown_event(scope: Scope) -> asyncio.Event:
    """One that is never set where whoever serves tells nothing."""
    event = _state(scope).get(SHUTDOWN_EVENT)
    return event if isinstance(event, asyncio.Event) else asyncio.Event()


def abort_connection(scope: Scope) -> None:
    """Leave a client who reads nothing; closing his connection would wait for him to read."""
    broken_off: Callable[[], None] = _state(scope).get(ABORT_CONNECTION, _nothing)
    broken_off()


async def run_while_present(scope: Scope, work: Callable[[], Awaitable[T]]) -> T:
    """Await `work`, which is cancelled where the client leaves meanwhile; raises `ClientGone`.

    Where whoever serves tells nothing of the client, the work is done anyhow.
    """
    presence, task = _state(scope).get(PRESENCE), asyncio.current_task()
    if presence is None or task is None:
        return await work()
    if presence.gone:
        raise ClientGone
    presence.upon_leaving = task.cancel
    try:
        return await work()
    except asyncio.CancelledError:
        if not presence.gone or task.uncancel() > 0:  # somebody else cancels, too
            raise
        raise ClientGone from None
    finally:
        presence.upon_leaving = None


def _state(scope: Scope) -> dict[str, Any]:
    state: dict[str, Any] = scope.get("state", {})
    return state


def _nothing() -> None:
    """Where whoever serves offers nothing."""
