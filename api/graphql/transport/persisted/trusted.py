"""Trusted documents, read from the manifest that a front end's build writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from sys import getsizeof
from typing import Any, Final

import msgspec

LARGEST: Final = 16_000_000  # bytes of the manifest's file, and of its documents in memory
OVERHEAD: Final = 700  # bytes of a document in memory besides its text and its id, at most


class UnreadableManifest(ValueError):
    """A manifest that is missing, malformed or too large."""


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """The documents, each by its own id and by its hash; with `only`, no other document is run."""

    by_id: Mapping[str, str] = field(default_factory=dict)
    only: bool = False
    texts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", frozenset(self.by_id.values()))

    @classmethod
    def of(cls, documents: Mapping[str, str], *, only: bool = False) -> "TrustedDocuments":
        hashed = {document_hash(text): text for text in documents.values()}
        return cls({**hashed, **documents}, only)


def document_hash(text: str) -> str:
    """Return SHA-256 as 64 hex digits, the format of Apollo's clients and of `sha256:` ids."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_manifest(manifest: Path) -> Mapping[str, str]:
    """Read documents by id, as graphql-codegen, Relay or Apollo write them; raises `UnreadableManifest`."""
    try:
        with manifest.open("rb") as file:
            content = file.read(LARGEST + 1)
        _check_size(len(content))
        documents = msgspec.convert(_documents(msgspec.json.decode(content)), dict[str, str])
        _check_size(sum(getsizeof(each) + getsizeof(text) + OVERHEAD for each, text in documents.items()))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableManifest(f"{manifest} is not a manifest of trusted documents: {error}") from error
    return documents


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise ValueError(f"it takes more than {LARGEST} bytes")


def _documents(content: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Return Apollo's list of operations as documents by id, or the content itself."""
    match content:
        case {"format": "apollo-persisted-query-manifest", "operations": [*operations]}:
            objects = (each for each in operations if isinstance(each, dict))
            return {each.get("id"): each.get("body") for each in objects}
    return content
