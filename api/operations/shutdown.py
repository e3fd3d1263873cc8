"""Shutdown and leaving clients, as the server makes them known in the state of every request."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from starlette.types import Scope

SHUTDOWN_EVENT: Final = "shutdown_event"  # an event, set when the shutdown begins
ABORT_CONNECTION: Final = "abort_connection"  # a function that aborts the connection without sending the rest
PRESENCE: Final = "presence"  # of the client
CLIENT_GONE: Final = 499  # the status of an answer to a client that has left, as in nginx

T = TypeVar("T")


class ClientGone(Exception):
    """The client left before its request was answered."""


class Presence:
    """Whether a client is connected; `upon_leaving` is called when it disconnects.

    There is one for each connection, because its requests are answered one at a time.
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
    """Return the event of the shutdown, which is never set if the server does not provide one."""
    event = _state(scope).get(SHUTDOWN_EVENT)
    return event if isinstance(event, asyncio.Event) else asyncio.Event()


def abort_connection(scope: Scope) -> None:
    """Abort the connection of a client that stops reading; closing it would wait for the client."""
    abort: Callable[[], None] = _state(scope).get(ABORT_CONNECTION, _do_nothing)
    abort()


async def run_while_present(scope: Scope, work: Callable[[], Awaitable[T]]) -> T:
    """Await `work`, which is cancelled if the client leaves meanwhile; raises `ClientGone`.

    If the server does not provide the client's presence, the work is always completed.
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
        if not presence.gone or task.uncancel() > 0:  # cancelled for another reason, too
            raise
        raise ClientGone from None
    finally:
        presence.upon_leaving = None


def _state(scope: Scope) -> dict[str, Any]:
    state: dict[str, Any] = scope.get("state", {})
    return state


def _do_nothing() -> None:
    """Stand in for a function that the server does not provide."""
