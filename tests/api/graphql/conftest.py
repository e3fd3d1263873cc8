import pytest

from tests.api.graphql.client import Client
from tests.running import Gateway


@pytest.fixture
def merchant(gateway: Gateway) -> Client:
    return Client(gateway, "demo")


@pytest.fixture
def dispatcher(gateway: Gateway) -> Client:
    """Another token of the merchant's account, which may plan."""
    return Client(gateway, "demo-dispatcher")


@pytest.fixture
def stranger(gateway: Gateway) -> Client:
    """A merchant with another account."""
    return Client(gateway, "demo-2")


@pytest.fixture
def nobody(gateway: Gateway) -> Client:
    return Client(gateway, None)
