"""Reading of bodies in slices, between which others are served."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import ClientDisconnect

from domain.ports import Pace

SLICES_UNASKED: Final = 20  # after which the client is looked for, as that takes a tenth of a slice


class Work:
    """The reading of one body; it ends soon after its client disconnects."""

    def __init__(self, pace: Pace, is_client_gone: Callable[[], Awaitable[bool]] | None = None) -> None:
        self._pace = pace
        self._is_client_gone = is_client_gone
        self._slices = 0

    async def pause(self) -> None:
        """Serve others if the slice is over; cheap enough to be called for every item.

        Raises `ClientDisconnect` if the client is gone.
        """
        if not await self._pace.pause():
            return
        self._slices += 1
        if self._is_client_gone and self._slices % SLICES_UNASKED == 0 and await self._is_client_gone():
            raise ClientDisconnect
