import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

from domain.errors import Unavailable

AT_ONCE: Final = 2
OF_ONE_ACCOUNT: Final = 1


class SearchLimit:
    """Limits the searches that this process runs at once, before they borrow a connection.

    A search for a frequent word keeps a core of Postgres busy. With the limit, searches never take all
    connections, and no account keeps another one from searching. `timeout` is in seconds.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._of_all = asyncio.Semaphore(AT_ONCE)
        self._of_accounts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def acquire(self, account_id: str) -> AsyncIterator[None]:
        """Wait until the account may search during a block; raises `Unavailable` after `timeout`."""
        own = self._of_accounts.setdefault(account_id, asyncio.Semaphore(OF_ONE_ACCOUNT))
        async with AsyncExitStack() as acquired:
            try:
                async with asyncio.timeout(self._timeout):
                    for each in (own, self._of_all):
                        await acquired.enter_async_context(each)
            except TimeoutError:
                raise Unavailable from None
            yield
