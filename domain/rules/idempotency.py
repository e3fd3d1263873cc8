"""Idempotency keys: their form, and whether two requests are the same."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import Code, Violation
from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.rules.catalogue import Operation
from domain.rules.form_reader import Form, LocalValue, UnreadableField
from domain.rules.texts import normalize_text

KEPT: Final = timedelta(hours=24)
LONGEST_WAIT: Final = timedelta(seconds=2)  # of a repetition for the first request

_PATH = "idempotency_key"
KEY = re.compile("[!-~]([ -~]{0,253}[!-~])?")
_REQUIREMENT = "must be 1 to 255 printable ASCII characters, the first and the last not a space"
_SCALARS = frozenset({bool, float, date, Decimal, ZoneInfo, type(None), UnreadableField})


def key_refusals(key: str) -> list[Violation]:
    """Return the violation of a malformed key."""
    if KEY.fullmatch(key):
        return []
    return [Violation(Code.MALFORMED_REQUEST, _PATH, {"requirement": _REQUIREMENT})]


def repeat_refusals(claim: IdempotencyClaim, record: IdempotencyRecord) -> list[Violation]:
    """Return the violation of a request that differs from the first one with its key."""
    if claim.fingerprint == record.fingerprint:
        return []
    return [Violation(Code.IDEMPOTENCY_KEY_REUSED, _PATH, {"key": claim.key})]


def in_use(key: str) -> Violation:
    """Return the violation of a repetition whose first request is still in progress."""
    return Violation(Code.IDEMPOTENCY_KEY_IN_USE, _PATH, {"key": key})


class Fingerprint:
    """SHA-256 of a decoded request, form by form, independent of channel and order of fields."""

    __slots__ = ("_digest",)

    def __init__(self, operation: Operation) -> None:
        self._digest = sha256(operation.encode())

    def add(self, form: Form) -> None:
        self._digest.update(ascii(_canonical_fields(form, canonical_form)).encode())

    @property
    def text(self) -> str:
        """64 hex digits."""
        return self._digest.hexdigest()


def canonical_form(value: object) -> object:
    """Return the value, or its type if no value of the type is accepted.

    A list has values or flat objects. Deeper values are never accepted, so they are not followed.
    """
    if isinstance(value, list | tuple):
        return [_canonical_entry(each) for each in value]
    return _canonical_value(value)


def _canonical_entry(entry: object) -> object:
    if isinstance(entry, Mapping):
        return _canonical_fields(entry, _canonical_value)
    return _canonical_value(entry)


def _canonical_fields(form: Form, convert: Callable[[object], object]) -> list[tuple[str, object]]:
    return [(path, convert(form[path])) for path in sorted(form)]


def _canonical_value(value: object) -> object:
    if type(value) is str:
        return normalize_text(value)
    if type(value) is int:
        return hex(value)  # fast at any length, unlike decimal digits
    if type(value) is TimeOfDay:
        # As before this type existed, so that keys in use stay valid.
        return str(value) if value == END_OF_DAY else value.to_time()
    if type(value) is LocalValue:
        return _canonical_value(value.sent)
    return value if type(value) in _SCALARS else type(value)
