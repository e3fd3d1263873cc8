"""Ids and other texts as clients send them, which may or may not name something."""

import re
from collections.abc import Sequence

from domain.rules.form_reader import UNSTORABLE, Form

_ID = re.compile("[0-9a-f]{24}")
_SHOWN = 64


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id; any other text is an id that does not exist."""
    return _ID.fullmatch(text) is not None


def form_id(form: Form) -> str:
    """The id an item names, "" where it is missing or no text."""
    value = form.get("id")
    return value.strip() if isinstance(value, str) else ""


def forms_naming(ids: Sequence[str]) -> Sequence[Form]:
    """Items that say nothing but which thing they are about."""
    return [{"id": each} for each in ids]


def is_storable(text: str) -> bool:
    """Whether Postgres could hold `text`; what it cannot hold is nowhere to be found."""
    return text.isprintable() or not UNSTORABLE.search(text)


def duplicate_indexes(ids: Sequence[str]) -> frozenset[int]:
    """The indexes of the items that name what an earlier item of the batch names already."""
    first = {name: index for index, name in reversed(list(enumerate(ids)))}
    return frozenset(index for index, name in enumerate(ids) if name and first[name] != index)


def printable(text: str) -> str:
    """The text of an id, fit to be said in a refusal whatever the client sent."""
    return text[:_SHOWN].encode("utf-8", "replace").decode().replace("\0", "?")
