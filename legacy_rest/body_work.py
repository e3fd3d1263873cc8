"""Reading of bodies in slices, between which others are served."""

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect

from domain.ports import Pace


class Work:
    """The reading of one body; it ends when its client disconnects."""

    def __init__(self, pace: Pace, is_client_gone: Callable[[], Awaitable[bool]] | None = None) -> None:
        self._pace = pace
        self._is_client_gone = is_client_gone

    async def pause(self) -> None:
        """Serve others if the slice is over; cheap enough to be called for every item.

        Raises `ClientDisconnect` if the client is gone.
        """
        if await self._pace.pause() and self._is_client_gone and await self._is_client_gone():
            raise ClientDisconnect
