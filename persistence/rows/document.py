"""Reading a JSON document that a person wrote: every refusal names the field and what it must be."""

import re
from collections.abc import Callable
from datetime import date, time
from enum import Enum
from typing import Any, TypeVar

from domain.model.settings import MOST_ENTRIES
from domain.rules.form_reader import SHORT_TEXT
from domain.rules.identifiers import is_storable
from domain.rules.texts import NO_CONTROLS, NOT_BLANK, ONE_LINE, has_controls, is_one_line, is_visible

T = TypeVar("T")

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class SettingsDocumentError(ValueError):
    """A settings document is not as it must be; `path` is dotted, with `[n]` in lists, "" for the whole."""

    def __init__(self, path: str, requirement: str) -> None:
        super().__init__(f"{path or 'The document'} {requirement}.")
        self.path = path
        self.requirement = requirement


Reader = Callable[[object, str], T]


def within_bounds(value: object, path: str = "") -> None:
    """Refuse lists and texts that are not to be taken; what is kept is read whatever it is like."""
    match value:
        case str():
            _check_text(value, path)
        case list() if len(value) > MOST_ENTRIES:
            raise SettingsDocumentError(path, f"must have {MOST_ENTRIES:,} entries at most")
        case list():
            for index, each in enumerate(value):
                within_bounds(each, f"{path}[{index}]")
        case dict():
            for name, each in value.items():
                within_bounds(each, f"{path}.{name}" if path else str(name))


def _check_text(value: str, path: str) -> None:
    """No text of the settings has several lines; only one that nobody needs may be blank, by being empty."""
    line = value.strip()
    if len(value) > SHORT_TEXT:
        raise SettingsDocumentError(path, f"must have {SHORT_TEXT} characters at most")
    if has_controls(value):
        raise SettingsDocumentError(path, NO_CONTROLS)
    if line and not is_visible(line):
        raise SettingsDocumentError(path, NOT_BLANK)
    if not is_one_line(line):
        raise SettingsDocumentError(path, ONE_LINE)


def text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise SettingsDocumentError(path, "must be text")
    if not is_storable(value):
        raise SettingsDocumentError(path, "must not hold NUL characters or lone surrogates")
    return value


def filled_text(value: object, path: str) -> str:
    if not text(value, path).strip():
        raise SettingsDocumentError(path, NOT_BLANK)
    return text(value, path).strip()


def flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise SettingsDocumentError(path, "must be true or false")
    return value


def clock_time(value: object, path: str) -> time:
    if not _TIME.fullmatch(text(value, path)):
        raise SettingsDocumentError(path, "must be a local time written HH:MM")
    return time.fromisoformat(text(value, path))


def day(value: object, path: str) -> date:
    try:
        if _DATE.fullmatch(text(value, path)):
            return date.fromisoformat(text(value, path))
    except ValueError:
        pass
    raise SettingsDocumentError(path, "must be a date written YYYY-MM-DD")


def one_of(names: type[Enum]) -> Reader[Any]:
    """A reader for the name of a member of `names`."""

    def read(value: object, path: str) -> object:
        if text(value, path) not in names.__members__:
            raise SettingsDocumentError(path, f"must be one of {', '.join(names.__members__)}")
        return names[text(value, path)]

    return read


def list_of(read: Reader[T]) -> Reader[tuple[T, ...]]:
    def read_list(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            raise SettingsDocumentError(path, "must be a list")
        return tuple(read(each, f"{path}[{index}]") for index, each in enumerate(value))

    return read_list


def set_of(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list in which nothing stands twice."""

    def read_set(value: object, path: str) -> tuple[T, ...]:
        found = list_of(read)(value, path)
        if len(set(found)) < len(found):
            raise SettingsDocumentError(path, "must not name anything twice")
        return found

    return read_set


class Members:
    """The members of one object, each read once; `end` refuses those that nobody asked for."""

    def __init__(self, value: object, path: str = "") -> None:
        if not isinstance(value, dict):
            raise SettingsDocumentError(path, "must be an object")
        self._rest: dict[object, object] = dict(value)
        self._path = path

    def path(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def __contains__(self, name: str) -> bool:
        return name in self._rest

    def read(self, name: str, reader: Reader[T]) -> T:
        if name not in self._rest:
            raise SettingsDocumentError(self.path(name), "must be given")
        return reader(self._rest.pop(name), self.path(name))

    def end(self) -> None:
        for name in self._rest:
            raise SettingsDocumentError(self.path(str(name)), "is not known here")
