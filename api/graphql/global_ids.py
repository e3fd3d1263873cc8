"""Opaque texts that clients send back: global ids of objects and cursors of lists."""

from base64 import b64decode, b64encode
from typing import Final

from domain.rules.identifiers import is_id

# The kind of an object in its global id is the name of its type, so no two objects have the same `id`.
DELIVERY: Final = "Delivery"
SWEEP: Final = "Sweep"
SETTINGS: Final = "Settings"
STORE: Final = "PickupStore"
ACCOUNT: Final = "Account"
TOKEN: Final = "ApiToken"  # noqa: S105  the name of a kind
VIEWER: Final = "Viewer"
NO_ID: Final = "0" * 24
"""A well-formed id that no object has: ids begin with the time of their creation."""


def encode_id(kind: str, text: str) -> str:
    """Encode `kind:text` in base64."""
    return b64encode(f"{kind}:{text}".encode()).decode()


def decode_id(text: str) -> tuple[str, str] | None:
    """Return the kind and the text that `encode_id` encoded, `None` for any other text."""
    try:
        kind, _, inner = b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (kind, inner) if encode_id(kind, inner) == text else None


def raw_id(kind: str, text: str) -> str | None:
    """Return the id of an object of this kind that `text` stands for, `None` if it stands for none.

    `text` may also be the bare id of a delivery or a sweep: REST calls it `scheduled_id`, and clients that
    move to GraphQL have stored it.
    """
    found = (kind, text) if is_id(text) and kind in (DELIVERY, SWEEP) else decode_id(text)
    return found[1] if found and found[0] == kind and is_id(found[1]) else None


def raw_id_or_text(kind: str, text: str) -> str:
    """Like `raw_id`, but return a text that stands for no object unchanged."""
    return raw_id(kind, text) or text
