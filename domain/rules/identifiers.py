"""Ids and other names from clients, which may not exist."""

import re
from collections.abc import Sequence

from domain.rules.form_reader import UNSTORABLE, Form

_ID = re.compile("[0-9a-f]{24}")
_LONGEST_PRINTED = 64


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id; any other text cannot exist as an id."""
    return _ID.fullmatch(text) is not None


def form_id(form: Form) -> str:
    """Return the id of an item, "" if it is missing or not text."""
    value = form.get("id")
    return value.strip() if isinstance(value, str) else ""


def forms_naming(ids: Sequence[str]) -> Sequence[Form]:
    """Return items with an id only."""
    return [{"id": each} for each in ids]


def is_storable(text: str) -> bool:
    """Whether Postgres can store `text`; other text cannot be found."""
    return text.isprintable() or not UNSTORABLE.search(text)


def duplicate_indexes(ids: Sequence[str]) -> frozenset[int]:
    """Return the indexes of items whose id an earlier item of the batch has too."""
    first = {name: index for index, name in reversed(list(enumerate(ids)))}
    return frozenset(index for index, name in enumerate(ids) if name and first[name] != index)


def printable(text: str) -> str:
    """Return the beginning of an id from a client, safe to quote in a refusal."""
    begins = text[:_LONGEST_PRINTED]
    if begins.isascii() and begins.isprintable():  # the cheaper test: most ids pass it
        return begins
    return begins.encode("utf-8", "replace").decode().replace("\0", "?")
