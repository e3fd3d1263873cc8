"""Opaque texts that clients hand back: global ids of things and cursors of lists."""

from base64 import b64decode, b64encode
from typing import Final

from domain.rules.identifiers import is_id

DELIVERY: Final = "Delivery"
SWEEP: Final = "Sweep"
STORE: Final = "Store"
TOKEN: Final = "Token"  # noqa: S105  the name of a kind
NO_ID: Final = "0" * 24
"""Has the form of an id but names nothing: ids begin with the time they were made."""


def encode_id(kind: str, text: str) -> str:
    """The base64 of `kind:text`."""
    return b64encode(f"{kind}:{text}".encode()).decode()


def decode_id(text: str) -> tuple[str, str] | None:
    """The kind and the text that `opaque` was given, `None` for any text that it did not make."""
    try:
        kind, _, inner = b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (kind, inner) if encode_id(kind, inner) == text else None


def decode_global_id(text: str) -> tuple[str, str] | None:
    """What `opaque` was given, `None` for any text that it did not make of an id."""
    found = decode_id(text)
    return found if found and is_id(found[1]) else None


def raw_id(kind: str, text: str) -> str | None:
    """The id that `text` stands for, `None` where it stands for none or for a thing of another kind.

    The bare id will do, where a field takes one kind alone: it is what REST calls `scheduled_id`, and what
    clients have kept that move from there.
    """
    found = (kind, text) if is_id(text) and kind in (DELIVERY, SWEEP) else decode_global_id(text)
    return found[1] if found and found[0] == kind else None


def raw_id_or_text(kind: str, text: str) -> str:
    """As `id_of`, but a text that stands for nothing stays a text that names nothing."""
    return raw_id(kind, text) or text
