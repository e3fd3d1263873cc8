"""What whoever serves lets those know and do who answer for long; it stands in the state of every request."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from starlette.types import Scope

LEAVING: Final = "leaving"  # an event, set when the gateway ends
HANG_UP: Final = "hang_up"  # breaks the connection off, whatever waits to be sent


def leaving(scope: Scope) -> asyncio.Event:
    """One that is never set where whoever serves tells nothing."""
    event = _state(scope).get(LEAVING)
    return event if isinstance(event, asyncio.Event) else asyncio.Event()


def hang_up(scope: Scope) -> None:
    """Leave a client who reads nothing; closing his connection would wait for him to read."""
    broken_off: Callable[[], None] = _state(scope).get(HANG_UP, _nothing)
    broken_off()


def _state(scope: Scope) -> dict[str, Any]:
    state: dict[str, Any] = scope.get("state", {})
    return state


def _nothing() -> None:
    """Where whoever serves offers nothing."""
