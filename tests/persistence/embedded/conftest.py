"""Folders for servers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.persistence.embedded.processes import discard
from tests.postgres import ROOT


@pytest.fixture(scope="module")
def prepared(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder in which a server has run before."""
    folder = Path(tempfile.mkdtemp(dir=request.config.stash[ROOT]))
    with EmbeddedPostgres(folder, durable=False, report=lambda _: None):
        pass
    yield folder
    discard(folder)


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder in which nothing is yet."""
    folder = Path(tempfile.mkdtemp(dir=request.config.stash[ROOT]))
    yield folder
    discard(folder)
