"""Trusted documents, read from the manifest that a front end's build writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec


class UnreadableManifest(ValueError):
    """A manifest that is missing or malformed."""


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
        return msgspec.convert(_documents(msgspec.json.decode(manifest.read_bytes())), dict[str, str])
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableManifest(f"{manifest} is not a manifest of trusted documents: {error}") from error


def _documents(content: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Return Apollo's list of operations as documents by id, or the content itself."""
    match content:
        case {"format": "apollo-persisted-query-manifest", "operations": [*operations]}:
            objects = (each for each in operations if isinstance(each, dict))
            return {each.get("id"): each.get("body") for each in objects}
    return content
