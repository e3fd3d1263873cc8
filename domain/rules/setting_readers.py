"""Readers of single settings and of lists of them."""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from domain.model.settings import MOST_DAYS_BEFORE, MOST_ENTRIES
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.rules.form_reader import SHORT_TEXT, FormReader
from domain.rules.texts import (
    NO_CONTROLS,
    NOT_BLANK,
    ONE_LINE,
    has_controls,
    is_one_line,
    is_visible,
    normalize_text,
)

MOST_MINUTES: Final = 366 * 24 * 60
COUNTRY_CODE: Final = re.compile("[A-Z]{2}")

# Reads the field at a path. After a refusal the result is not used.
Read = Callable[[FormReader, str], object]
ReadObject = Callable[[FormReader], object]
ReadList = Callable[[FormReader, str], tuple[Any, ...]]

T = TypeVar("T")


def read_text(reader: FormReader, path: str) -> str | None:
    if reader.is_omitted(path):
        reader.refuse(path, "must be given")
        return None
    match reader.form[path]:
        case str() as text if len(text) > SHORT_TEXT:
            reader.refuse(path, f"must have {SHORT_TEXT} characters at most")
        case str() as text if has_controls(text):
            reader.refuse(path, NO_CONTROLS)
        case str() as text if text.strip() and not is_visible(text):
            reader.refuse(path, NOT_BLANK)
        case str() as text if not is_one_line(text.strip()):
            reader.refuse(path, ONE_LINE)
        case str() as text:
            return normalize_text(text)
        case _:
            reader.refuse(path, "must be text")
    return None


def read_filled_text(reader: FormReader, path: str) -> str | None:
    text = read_text(reader, path)
    if text is not None and not text.strip():
        reader.refuse(path, NOT_BLANK)
        return None
    return text and text.strip()


def make_reader(kind: type[T], requirement: str) -> Callable[[FormReader, str], T | None]:
    """Return a reader for a value that the channel converts; what it cannot convert stays text."""

    def read(reader: FormReader, path: str) -> T | None:
        value = reader.form.get(path)
        if type(value) is kind:
            return value
        if read_text(reader, path) is not None:
            reader.refuse(path, requirement)
        return None

    return read


read_time_zone = make_reader(ZoneInfo, "must be the name of a time zone, e.g. Europe/Copenhagen")
read_clock_time = make_reader(TimeOfDay, "must be a local time written HH:MM")


def read_start_time(reader: FormReader, path: str) -> TimeOfDay | None:
    clock = read_clock_time(reader, path)
    if clock == END_OF_DAY:
        reader.refuse(path, "must be before 24:00")
    return clock


def read_day(reader: FormReader, path: str) -> date | None:
    value = reader.form.get(path)
    if type(value) is date:
        return value
    reader.refuse(path, "must be a date written YYYY-MM-DD")
    return None


def read_country(reader: FormReader, path: str) -> str | None:
    code = read_text(reader, path)
    if code is not None and not COUNTRY_CODE.fullmatch(code):
        reader.refuse(path, "must be a country code of two capital letters, e.g. DK")
    return code


def read_notice(reader: FormReader, path: str) -> timedelta | None:
    value = reader.form[path]
    if type(value) is int and 0 <= value <= MOST_MINUTES:
        return timedelta(minutes=value)
    if value is not None:
        reader.refuse(path, f"must be null or a whole number from 0 to {MOST_MINUTES}")
    return None


def make_choice_reader(choices: type[Enum]) -> Read:
    """Return a reader for the name of one of the choices."""

    def read(reader: FormReader, path: str) -> object:
        name = read_text(reader, path)
        if name is not None and name not in choices.__members__:
            reader.refuse(path, f"must be one of {', '.join(choices.__members__)}")
        return choices.__members__.get(name or "")

    return read


def make_values_reader(read: Read) -> ReadList:
    """Return a reader for a list of values."""
    return lambda reader, path: tuple(read(entry, "") for entry in reader.values(path, MOST_ENTRIES))


def make_objects_reader(read: ReadObject) -> ReadList:
    """Return a reader for a list of objects."""
    return lambda reader, path: tuple(read(entry) for entry in reader.objects(path, MOST_ENTRIES))


def make_distinct_reader(
    read: ReadList,
    name: Callable[[Any], object] = lambda value: value,
    collect: Callable[[Collection[Any]], object] = tuple,
) -> Read:
    """Return a reader for a list whose entries have distinct names."""

    def read_distinct(reader: FormReader, path: str) -> object:
        refused = len(reader.violations)
        entries = read(reader, path)
        if len(reader.violations) == refused and len(set(map(name, entries))) < len(entries):
            reader.refuse(path, "must not name anything twice")
        return collect(entries)

    return read_distinct


def read_days_before(reader: FormReader, path: str) -> int | None:
    value = reader.form.get(path)
    if type(value) is int and 0 <= value <= MOST_DAYS_BEFORE:
        return value
    reader.refuse(path, f"must be a whole number from 0 to {MOST_DAYS_BEFORE}")
    return None
