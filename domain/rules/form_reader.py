"""Forms, which channels pass to use-cases: flat mappings of domain attribute paths to values from clients.

An absent path is an omitted field; `None` asks for the default. A channel converts formats (dates, times,
amounts) if it can and leaves other values as they are; the form reader accepts or refuses them. A channel
that has types of its own passes a value that does not fit them as an `UnreadableField`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from enum import Enum
from typing import Final

from domain.errors import Code, Violation
from domain.model.settings import Locale
from domain.model.time_of_day import TimeOfDay
from domain.rules.texts import (
    NO_CONTROLS,
    NOT_BLANK,
    ONE_LINE,
    has_controls,
    is_one_line,
    is_visible,
    normalize_text,
)

Form = Mapping[str, object]

SHORT_TEXT = 500
LONG_TEXT = 2_000
EARLIEST_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class UnreadableField:
    """A value that the channel cannot read and the form reader refuses.

    Two requests are the same only if the `text` of such a value is. The `requirement`, if there is one, is
    that of the channel, whose formats the domain does not know.
    """

    text: str
    requirement: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LocalValue:
    """A value that depends on the account's locale, so that the command's own settings have to read it.

    Two requests are the same only if the values are that were `sent`.
    """

    sent: str | int
    read: Callable[[Locale], object]


NOT_GIVEN: Final = UnreadableField("", "must be given")
"""The value of a field that the channel requires and that is omitted or null."""


class _Unread(Enum):
    UNREAD = "unread"


UNREAD: Final = _Unread.UNREAD
_EXACT = Context(prec=64)  # more digits than any amount that fits, so nothing is rounded
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def has_local_values(form: Form) -> bool:
    """Whether any value depends on the account's locale."""
    return LocalValue in map(type, form.values())


def read_local_values(form: Form, locale: Locale) -> Form:
    """Return the form with the values that depend on the account's locale."""
    return {
        path: value.read(locale) if isinstance(value, LocalValue) else value for path, value in form.items()
    }


class FormReader:
    """Reads one item's fields and collects a violation for each malformed one.

    Every method takes the value of an omitted field: the existing one in an update, the default in a create.
    This value is not judged again, as it may be older than a rule. A refused field still returns a value, so
    that reading goes on. Types are compared exactly: a bool is not a number and an instant is not a day.
    """

    def __init__(self, form: Form, index: int) -> None:
        self.form = form
        self.index = index
        self.violations: list[Violation] = []
        self._prefix = ""  # the path of the list entry that this form is

    def refuse(self, path: str, requirement: str) -> None:
        value = self.form.get(path)
        if isinstance(value, UnreadableField) and value.requirement:
            requirement = value.requirement
        whole_path = ".".join(filter(None, (self._prefix, path)))
        self.violations.append(malformed_field(whole_path, requirement, self.index))

    def groups(self, paths: Sequence[str]) -> None:
        """Refuse groups of fields that are a single value; their fields count as omitted."""
        if self.omits_all(paths):
            return
        for path in paths:
            if path in self.form:
                self.refuse(path, "must be an object")

    def refuse_others(self, paths: Collection[str]) -> None:
        """Refuse every field of the form but those at `paths`."""
        for path in self.form:
            if path not in paths:
                self.refuse(path, "is not known here")

    def refuse_unreadable(self, but: str) -> None:
        """Refuse the unreadable values of fields that nothing reads, except that of the field `but`."""
        if UnreadableField not in map(type, self.form.values()):
            return
        refused = {but, *(each.path for each in self.violations)}
        for path, value in self.form.items():
            if isinstance(value, UnreadableField) and path not in refused:
                self.refuse(path, "must be a value of its type")

    def values(self, path: str, most: int) -> Iterator["FormReader"]:
        """Yield a reader for each value of a list, with the value at the path ""."""
        values = self.form.get(path)
        if not isinstance(values, list | tuple):
            self.refuse(path, "must be a list")
        elif len(values) > most:
            self.refuse(path, f"must have {most:,} entries at most")
        else:
            for place, value in enumerate(values):
                yield self._entry({"": value}, f"{path}[{place}]")

    def objects(self, path: str, most: int) -> Iterator["FormReader"]:
        """Yield a reader for each object of a list, which is a form of its own."""
        for entry in self.values(path, most):
            value = entry.form[""]
            if isinstance(value, Mapping):
                entry.form = value
                yield entry
            else:
                entry.refuse("", "must be an object")

    def _entry(self, form: Form, path: str) -> "FormReader":
        """Return a reader for an entry of a list, which adds its violations to the list's."""
        entry = FormReader(form, self.index)
        entry.violations = self.violations
        entry._prefix = path
        return entry

    def is_omitted(self, path: str) -> bool:
        return path not in self.form

    def omits_all(self, paths: Iterable[str]) -> bool:
        return self.form.keys().isdisjoint(paths)

    def text(self, path: str, current: str = "", limit: int = SHORT_TEXT) -> str:
        """Read text of one or several lines, in the form NFC."""
        value = self.form.get(path, UNREAD)
        if value is UNREAD:
            return current
        if type(value) is str and len(value) <= limit and value.isascii() and value.isprintable():
            return value
        if value is None:
            return ""
        if type(value) is not str or len(value := normalize_text(value)) > limit:
            self.refuse(path, f"must be text of at most {limit} characters")
            return ""
        if has_controls(value):
            self.refuse(path, NO_CONTROLS)
            return ""
        return value

    def required_text(self, path: str, current: str = "", limit: int = SHORT_TEXT) -> str:
        """Read one line of visible text."""
        if current and path not in self.form:
            return current
        before = len(self.violations)
        value = self.text(path, limit=limit).strip()
        if value.isprintable() and is_visible(value):  # the cheaper test: most texts pass it
            return value
        if len(self.violations) > before:
            return value
        if not is_visible(value):
            self.refuse(path, NOT_BLANK)
        elif not is_one_line(value):
            self.refuse(path, ONE_LINE)
        return value

    def matching_text(
        self, path: str, current: str, matches: Callable[[str], object], requirement: str
    ) -> str:
        """Read text that is empty or `matches`."""
        if path not in self.form:
            return current
        value = self.text(path).strip()
        if value and not matches(value):
            self.refuse(path, requirement)
        return value

    def number(self, path: str, current: int, lowest: int, highest: int) -> int:
        """Read a whole number; `lowest` is the default."""
        value = self.form.get(path, UNREAD)
        if value is UNREAD:
            return current
        if value is None:
            return lowest
        if type(value) is int and lowest <= value <= highest:
            return value
        self.refuse(path, f"must be a whole number from {lowest} to {highest}")
        return lowest

    def coordinate(self, path: str, current: float | None, limit: int) -> float | None:
        value = self.form.get(path, UNREAD)
        if value is UNREAD:
            return current
        if value is None or (type(value) is float and -limit <= value <= limit):
            return value
        self.refuse(path, f"must be a number from -{limit} to {limit}")
        return None

    def flag(self, path: str) -> bool:
        """Read a boolean; false is the default."""
        value = self.form.get(path, False)
        if type(value) is not bool:
            self.refuse(path, "must be true or false")
        return value is True

    def amount(self, path: str, current: Decimal | None, highest: int, decimals: int) -> Decimal | None:
        """Read an exact amount or none; equal amounts become equal values: 1E+2 and 100.00 become 100."""
        value = self.form.get(path, UNREAD)
        if value is UNREAD:
            return current
        if value is None:
            return None
        if type(value) is Decimal and _fits(value, highest, decimals):
            return _plain(value)
        self.refuse(path, f"must be an amount from 0 to {highest} with at most {decimals} decimals")
        return None

    def day(self, path: str, current: date) -> date:
        """Read a calendar day; there is no default, and a day before 1970 counts as missing."""
        value = self.form.get(path, current)
        if type(value) is date and value >= EARLIEST_DAY:
            return value
        self.refuse(path, "must be a date from 1970-01-01 to 9999-12-31")
        return EARLIEST_DAY

    def clock_time(self, path: str, default: TimeOfDay, current: TimeOfDay) -> TimeOfDay:
        value = self.form.get(path, UNREAD)
        if value is UNREAD:
            return current
        if value is None:
            return default
        if type(value) is TimeOfDay:
            return value
        self.refuse(path, "must be a local time written HH:MM")
        return default


def malformed_field(path: str, requirement: str, index: int = 0) -> Violation:
    """Return the violation of a malformed field."""
    return Violation(Code.MALFORMED_REQUEST, path, {"requirement": requirement}, index)


def _fits(amount: Decimal, highest: int, decimals: int) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -decimals and 0 <= amount <= highest


def _plain(amount: Decimal) -> Decimal:
    return Decimal(f"{amount.copy_abs().normalize(_EXACT):f}")
