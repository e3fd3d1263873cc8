"""Conversion of the JSON document of `settings set` to the form that the rules read."""

from collections.abc import Mapping, Sequence
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
        case list() if name == "closed_dates":
            return [_day(each) for each in value]
        case list() if name == "zone_windows":
            return [_zone_window(each) for each in value]
    return value


def _zone_window(value: object) -> object:
    if not isinstance(value, dict):
        return value
    times = {name: _time(value[name]) for name in ("time_from", "time_to") if name in value}
    return {_ZONE_WINDOW.get(name, name): each for name, each in {**value, **times}.items()}


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
