"""What a door hands in: a flat mapping from domain attribute path to the value the client sent.

A path that is absent was omitted; `None` asks for the default. A door converts formats (dates, times,
amounts) where it can and leaves every other value as it came; here it is accepted or refused.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Final, TypeVar

from domain.errors import Code, Violation

Form = Mapping[str, object]
T = TypeVar("T")

SHORT_TEXT = 500
LONG_TEXT = 2_000
EARLIEST_DAY = date(1970, 1, 1)


class _Unread(Enum):
    UNREAD = "unread"


UNREAD: Final = _Unread.UNREAD
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class FormReader:
    """Reads one item's fields and collects a violation for each that is not as it must be.

    Every method takes the value that stands for an omitted field: an update's present one, a create's
    default. A refused field still gets an answer, so that reading goes on to the next one.
    """

    def __init__(self, form: Form, index: int) -> None:
        self.form = form
        self.index = index
        self.violations: list[Violation] = []

    def refuse(self, path: str, requirement: str) -> None:
        facts = {"requirement": requirement}
        self.violations.append(Violation(Code.MALFORMED_REQUEST, path, facts, self.index))

    def group(self, path: str) -> None:
        """Refuse a group of fields that came as a single value; its fields then count as omitted."""
        if path in self.form:
            self.refuse(path, "must be an object")

    def omitted(self, path: str) -> bool:
        return path not in self.form

    def value(self, path: str, kind: type[T], requirement: str) -> T | _Unread | None:
        """The value of exactly type `kind` (a bool is no number), `None`, or `UNREAD` to keep what stands."""
        value = self.form.get(path, UNREAD)
        if value is None or isinstance(value, _Unread):
            return value
        if isinstance(value, kind) and type(value) is kind:
            return value
        self.refuse(path, requirement)
        return UNREAD

    def text(self, path: str, standing: str = "", limit: int = SHORT_TEXT) -> str:
        """Free text without the characters that Postgres cannot store."""
        requirement = f"must be text of at most {limit} characters"
        value = self.value(path, str, requirement)
        if isinstance(value, _Unread):
            return standing
        if not value:
            return ""
        if len(value) > limit:
            self.refuse(path, requirement)
            return ""
        if _UNSTORABLE.search(value):
            self.refuse(path, "must not hold NUL characters or lone surrogates")
            return ""
        return value

    def required_text(self, path: str, standing: str = "", limit: int = SHORT_TEXT) -> str:
        before = len(self.violations)
        value = self.text(path, standing, limit).strip()
        if not value and len(self.violations) == before:
            self.refuse(path, "must not be blank")
        return value

    def matching_text(self, path: str, standing: str, pattern: re.Pattern[str], requirement: str) -> str:
        """Text that is empty or matches `pattern` as a whole."""
        value = self.text(path, standing).strip()
        if value and not pattern.fullmatch(value):
            self.refuse(path, requirement)
        return value

    def number(self, path: str, standing: int, lowest: int, highest: int) -> int:
        """A whole number; `lowest` where the client sends none."""
        requirement = f"must be a whole number from {lowest} to {highest}"
        value = self.value(path, int, requirement)
        if isinstance(value, _Unread):
            return standing
        if value is not None and not lowest <= value <= highest:
            self.refuse(path, requirement)
        return lowest if value is None else value

    def coordinate(self, path: str, standing: float | None, limit: int) -> float | None:
        requirement = f"must be a number from -{limit} to {limit}"
        value = self.value(path, float, requirement)
        if isinstance(value, _Unread):
            return standing
        if value is not None and not -limit <= value <= limit:
            self.refuse(path, requirement)
        return value

    def amount(self, path: str, standing: Decimal | None, highest: int, decimals: int) -> Decimal | None:
        """An exact amount, or none at all."""
        requirement = f"must be an amount from 0 to {highest} with at most {decimals} decimals"
        value = self.value(path, Decimal, requirement)
        if isinstance(value, _Unread):
            return standing
        if value is not None and not _fits(value, highest, decimals):
            self.refuse(path, requirement)
        return value

    def day(self, path: str, standing: date) -> date:
        """A calendar day; there is no default, so one before 1970 stands for none."""
        requirement = "must be a date from 1970-01-01 to 9999-12-31"
        before = len(self.violations)
        value = self.value(path, date, requirement)
        day = standing if isinstance(value, _Unread) else value or date.min
        if day < EARLIEST_DAY and len(self.violations) == before:
            self.refuse(path, requirement)
        return day

    def clock_time(self, path: str, default: time, standing: time) -> time:
        value = self.value(path, time, "must be a local time written HH:MM")
        if isinstance(value, _Unread):
            return standing
        return default if value is None else value


def _fits(amount: Decimal, highest: int, decimals: int) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -decimals and 0 <= amount <= highest
