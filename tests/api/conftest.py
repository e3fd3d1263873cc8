from collections.abc import AsyncIterator

import pytest

from api.app import create_app
from api.demo import DEMO_TOKENS, demo_accounts
from tests.fakes import World
from tests.running import PUBLIC_URL, Gateway, served


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """Interim: served over fakes until the store is there."""
    world = World()
    office = world.usecases.administration
    for account_id, settings in demo_accounts().items():
        await office.add_account(account_id, settings, account_id)
    for token in DEMO_TOKENS:
        await office.add_token(token.account_id, token.text, token.scopes, token=token.text)
    async with served(create_app(world.usecases, public_url=PUBLIC_URL), world.usecases) as running:
        yield running
