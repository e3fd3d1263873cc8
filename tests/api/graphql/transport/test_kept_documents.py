"""The documents that a process keeps by name take 64 MB in all, whatever clients and builds send."""

import json
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from api.graphql.transport.persisted import trusted
from api.graphql.transport.persisted.apq import LONGEST, AutomaticDocuments
from api.graphql.transport.persisted.trusted import (
    TrustedDocuments,
    UnreadableManifest,
    document_hash,
    read_manifest,
)

IN_ALL = 64_000_000
ROOM = 2_000_000
PADDINGS = {
    "tiny": "",
    "short": "x" * 300,
    "longest": "x" * (LONGEST - 20),
    "of two bytes a character": "\u0431" * 5_000,
    "of four bytes a character": "\U0001f600" * (LONGEST - 20),
}


def measure(make: Callable[[], object]) -> int:
    """Return the bytes of what is made and kept."""
    tracemalloc.start()
    try:
        kept = make()
        size, _ = tracemalloc.get_traced_memory()
        assert kept
        return size
    finally:
        tracemalloc.stop()


def fill(documents: AutomaticDocuments, accounts: int, padding: str) -> AutomaticDocuments:
    """Put more documents than there is room for, in turn for each account."""
    number, sent = 0, 0
    while sent < 2 * documents.room:
        text = f"{number}{padding}"
        documents.put(f"{number % accounts:024x}", document_hash(text), text)
        number, sent = number + 1, sent + 200 + len(text)
    return documents


def test_the_defaults_leave_room_for_both_kinds() -> None:
    assert AutomaticDocuments().room + trusted.LARGEST <= IN_ALL


@pytest.mark.parametrize("kind", PADDINGS)
@pytest.mark.parametrize("accounts", [1, 3, 100_000])
def test_automatic_documents_take_no_more_memory_than_their_room(kind: str, accounts: int) -> None:
    documents = AutomaticDocuments(room=ROOM)
    size = measure(lambda: fill(documents, accounts, PADDINGS[kind]))
    assert size <= ROOM
    assert 0 < documents.size <= ROOM


def write_manifest(path: Path, count: int, padding: str) -> Path:
    manifest = path / "documents.json"
    documents = {str(number): f"{number}{padding}" for number in range(count)}
    manifest.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")
    return manifest


def double_manifest(path: Path, padding: str) -> None:
    """Read manifests of twice as many documents as the one before, until one is refused."""
    for power in range(20):
        manifest = write_manifest(path, 2**power, padding)
        assert len(read_manifest(manifest)) == 2**power
        assert measure(partial(read_documents, manifest)) <= ROOM


def read_documents(manifest: Path) -> TrustedDocuments:
    return TrustedDocuments.of(read_manifest(manifest))


@pytest.mark.parametrize("kind", PADDINGS)
def test_trusted_documents_take_no_more_memory_than_the_largest_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(trusted, "LARGEST", ROOM)
    with pytest.raises(UnreadableManifest, match=r"documents\.json.*2000000 bytes"):
        double_manifest(tmp_path, PADDINGS[kind])


def test_a_manifest_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    manifest = tmp_path / "documents.json"
    with manifest.open("wb") as file:
        file.truncate(50 * trusted.LARGEST)  # a sparse file
    tracemalloc.start()
    with pytest.raises(UnreadableManifest):
        read_manifest(manifest)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * trusted.LARGEST
