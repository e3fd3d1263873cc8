import pytest


@pytest.fixture
def register() -> bool:
    """Whether the gateway has an address register."""
    return True
