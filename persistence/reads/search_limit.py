import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

from domain.errors import Unavailable

AT_ONCE: Final = 2
OF_ONE_ACCOUNT: Final = 1


class SearchTurns:
    """Searches of this process take turns before they borrow a connection.

    A search for a frequent word keeps a core of Postgres busy, so a few run at once and fewer of one account:
    no number of them takes all connections, and no account keeps another one from searching.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._of_all = asyncio.Semaphore(AT_ONCE)
        self._of_accounts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, account_id: str) -> AsyncIterator[None]:
        """Wait for a turn; raises `Unavailable` where that takes longer than `patience`, in seconds."""
        own = self._of_accounts.setdefault(account_id, asyncio.Semaphore(OF_ONE_ACCOUNT))
        async with AsyncExitStack() as taken:
            try:
                async with asyncio.timeout(self._patience):
                    for each in (own, self._of_all):
                        await taken.enter_async_context(each)
            except TimeoutError:
                raise Unavailable from None
            yield
