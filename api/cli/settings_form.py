"""Conversion of the JSON document of `settings set` to the form that the rules read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from api.time_zones import time_zone_or_text
from domain.errors import Refused
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form

_TIMES: Final = ("pickup_deadline", "delivery_window_start", "delivery_window_end")
_ZONE_WINDOW: Final = {
    "zip_from": "zone.zip_from",
    "zip_to": "zone.zip_to",
    "time_from": "window.start",
    "time_to": "window.end",
}


def form_from_document(document: Mapping[str, object]) -> Form:
    """Return the document's members as a form; the rules refuse a value that cannot be converted."""
    return {name: _convert(name, value) for name, value in document.items()}


def format_refusal(refusal: Refused) -> Sequence[str]:
    """Return a line for each refused setting, with its name in the document."""
    return [f"{_document_path(each.path)} {each.facts['requirement']}." for each in refusal.violations]


def _document_path(path: str) -> str:
    for name, inner in _ZONE_WINDOW.items():
        path = path.replace(f"].{inner}", f"].{name}")
    return path


def _convert(name: str, value: object) -> object:
    match value:
        case str() if name == "time_zone":
            return time_zone_or_text(value)
        case str() if name in _TIMES:
            return _time(value)
        case list() if name in _ENTRIES:
            return [_ENTRIES[name](each) for each in value]
    return value


def _closed_period(value: object) -> object:
    return _convert_members(value, {"first_date": _day, "last_date": _day})


def _cut_off(value: object) -> object:
    return _convert_members(value, {"time": _time})


def _zone_window(value: object) -> object:
    converted = _convert_members(value, {"time_from": _time, "time_to": _time})
    if not isinstance(converted, dict):
        return converted
    return {_ZONE_WINDOW.get(name, name): each for name, each in converted.items()}


def _convert_members(value: object, formats: Mapping[str, Callable[[object], object]]) -> object:
    """Convert the members of an object that have a format; anything but an object stays."""
    if not isinstance(value, dict):
        return value
    return {name: formats[name](each) if name in formats else each for name, each in value.items()}


def _time(value: object) -> object:
    try:
        return TimeOfDay.parse(str(value))
    except ValueError:
        return value


def _day(value: object) -> object:
    try:
        parsed = date.fromisoformat(str(value))
    except ValueError:
        return value
    return parsed if parsed.isoformat() == value else value


_ENTRIES: Final[Mapping[str, Callable[[object], object]]] = {
    "closed_dates": _day,
    "closed_periods": _closed_period,
    "cut_offs": _cut_off,
    "zone_windows": _zone_window,
}
