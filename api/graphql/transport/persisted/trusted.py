"""Documents that a front end's build wrote down, read from its manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec


class UnreadableManifest(ValueError):
    """A manifest that is not there, or is none."""


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """`by_id` has each document by its own id and by its hash; with `only`, nothing else is run."""

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
    """SHA-256 as 64 hex digits, as Apollo's clients and `sha256:` ids have it."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def documents_in(manifest: Path) -> Mapping[str, str]:
    """Documents by id, as graphql-codegen, Relay and Apollo write them; raises `UnreadableManifest`."""
    try:
        return msgspec.convert(_documents(msgspec.json.decode(manifest.read_bytes())), dict[str, str])
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableManifest(f"{manifest} is no manifest of trusted documents: {error}") from error


def _documents(content: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """What Apollo lists as operations, or the content itself."""
    match content:
        case {"format": "apollo-persisted-query-manifest", "operations": [*operations]}:
            named = (each for each in operations if isinstance(each, dict))
            return {each.get("id"): each.get("body") for each in named}
    return content
