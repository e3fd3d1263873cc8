"""Cursors: opaque texts for places in lists, with all values that the list is sorted by.

A cursor is a position, not a reference: the item that it was made from may be deleted or another account's.
"""

import re
from datetime import date
from typing import Final

from graphql import GraphQLError

from api.graphql.errors import INVALID_CURSOR, bad_request
from api.graphql.global_ids import decode_id, encode_id
from domain.model.page import Place
from domain.rules.identifiers import is_id

HISTORY_CURSOR: Final = "HistoryCursor"
_NUMBER = re.compile("[1-9][0-9]{0,17}")
STOP_CURSOR: Final = "StopCursor"
_POSITION = re.compile("0|[1-9][0-9]{0,8}")


def cursor(kind: str, place: Place) -> str:
    """Encode a place in a list of items of this kind."""
    day = "" if place.day is None else f"{place.day.isoformat()}/"
    return encode_id(f"{kind}Cursor", f"{day}{place.id}")


def place_at(kind: str, text: str, *, by_day: bool) -> Place:
    """Decode a cursor; refuse any other text, and cursors of another list or order."""
    found = decode_id(text)
    if found is None or found[0] != f"{kind}Cursor":
        raise _foreign()
    day, _, name = found[1].rpartition("/")
    if not is_id(name) or bool(day) is not by_day:
        raise _foreign()
    try:
        return Place(name, date.fromisoformat(day) if day else None)
    except ValueError:
        raise _foreign() from None


def history_cursor(number: int) -> str:
    return encode_id(HISTORY_CURSOR, str(number))


def number_at(text: str) -> int:
    """Decode a cursor of a history; refuse any other text."""
    return _decode_number(text, HISTORY_CURSOR, _NUMBER)


def stop_cursor(position: int) -> str:
    """Encode the position of a stop; it is a place on any sweep."""
    return encode_id(STOP_CURSOR, str(position))


def position_at(text: str) -> int:
    """Decode a cursor of the stops of a sweep; refuse any other text."""
    return _decode_number(text, STOP_CURSOR, _POSITION)


def _decode_number(text: str, kind: str, numbers: re.Pattern[str]) -> int:
    found = decode_id(text)
    if found is None or found[0] != kind or not numbers.fullmatch(found[1]):
        raise _foreign()
    return int(found[1])


def _foreign() -> GraphQLError:
    return bad_request(INVALID_CURSOR, "The cursor is not one of this list in this order.")
