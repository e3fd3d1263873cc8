"""What tests of the network edge share."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Assert that no error is logged."""
    yield
    assert [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR] == []
