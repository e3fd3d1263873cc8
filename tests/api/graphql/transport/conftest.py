from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.api.graphql.transport.serving import Library, open_library


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served_library() -> AsyncIterator[Library]:
    """One server for all tests of a file, which run in one loop."""
    async with open_library() as opened:
        yield opened


@pytest.fixture
def library(served_library: Library) -> Library:
    """The library with nothing added to it yet."""
    served_library.shelf.added.clear()
    return served_library
