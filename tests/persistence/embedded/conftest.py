"""Folders for servers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.persistence.embedded.processes import discard
from tests.postgres import ROOT


@pytest.fixture(scope="module")
def used_folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder in which a server has run before."""
    folder = Path(tempfile.mkdtemp(dir=request.config.stash[ROOT]))
    with EmbeddedPostgres(folder, durable=False, report=lambda _: None):
        pass
    yield folder
    discard(folder)


@pytest.fixture
def new_folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """An empty folder."""
    folder = Path(tempfile.mkdtemp(dir=request.config.stash[ROOT]))
    yield folder
    discard(folder)
