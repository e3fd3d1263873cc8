"""What tests of the network edge share."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing goes wrong that only the log would tell."""
    yield
    assert [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR] == []
