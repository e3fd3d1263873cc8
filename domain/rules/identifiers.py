"""Ids as clients send them: any text, which may or may not name something."""

import re
from collections.abc import Sequence

from domain.errors import Violation
from domain.rules.form import Form, FormReader

_ID = re.compile("[0-9a-f]{24}")
_SHOWN = 64


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id; any other text is an id that does not exist."""
    return _ID.fullmatch(text) is not None


def read_id(form: Form, index: int) -> tuple[str, Sequence[Violation]]:
    """The id an item names, fit to be shown in a refusal; refuses what is missing or no text.

    An item that is no object at all is refused as such, where its booking is read.
    """
    if "" in form:
        return "", ()
    value = form.get("id")
    if isinstance(value, str) and value.strip():
        return shown(value.strip()), ()
    reader = FormReader(form, index)
    reader.refuse("id", "must be given, as text")
    return "", reader.violations


def repeats(ids: Sequence[str]) -> frozenset[int]:
    """The indexes of the items that name what an earlier item of the batch names already."""
    first = {name: index for index, name in reversed(list(enumerate(ids)))}
    return frozenset(index for index, name in enumerate(ids) if name and first[name] != index)


def shown(text: str) -> str:
    return text[:_SHOWN].encode("utf-8", "replace").decode().replace("\0", "?")
