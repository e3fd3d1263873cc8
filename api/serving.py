"""How whoever serves tells those who are served for long that the gateway is going to end."""

import asyncio
from typing import Final

from starlette.requests import HTTPConnection

LEAVING: Final = "leaving"  # an event in the state of every request, set when the gateway ends


def leaving(request: HTTPConnection) -> asyncio.Event:
    """One that is never set where whoever serves tells nothing."""
    event: object = request.scope.get("state", {}).get(LEAVING)
    return event if isinstance(event, asyncio.Event) else asyncio.Event()
