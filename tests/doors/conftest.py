from collections.abc import AsyncIterator

import pytest

from api.app import create_app
from tests.fakes import World
from tests.running import PUBLIC_URL, Gateway, served


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """Interim: served over fakes until the store is there; every story makes its own account."""
    world = World()
    async with served(create_app(world.usecases, public_url=PUBLIC_URL), world.usecases) as running:
        yield running


@pytest.fixture
def register() -> bool:
    """Whether the gateway has an address register; the fakes know no address."""
    return False
