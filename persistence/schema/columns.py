"""What the columns and constraints of the tables are made of."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CHAR, CheckConstraint, Column, DateTime, Double, SmallInteger, Text
from sqlalchemy.types import TypeEngine

from domain.model.time_of_day import END_OF_DAY

Word = Text(collation="C")
Id = CHAR(24, collation="C")
Instant = DateTime(timezone=True)
TimeOfDayColumn = SmallInteger()  # minutes from midnight; 1440 is 24:00, which Python's `time` cannot say


def required_column(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, nullable=False)


def optional_column(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind)


def key_column(name: str, kind: TypeEngine[Any] = Word) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def one_of(column: str, names: type[StrEnum]) -> CheckConstraint:
    choices = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} IN ({choices})", column)


def within_a_day(window: str) -> CheckConstraint:
    start, end = f"{window}_start", f"{window}_end"
    order = f"0 <= {start} AND {start} < {end} AND {end} <= {END_OF_DAY.minutes}"
    return CheckConstraint(order, f"{window}_order")


def location_columns(end: str) -> list[Column[Any]]:
    texts = ("zip", "city", "address_1", "address_2", "description")
    return [
        *(required_column(f"{end}_{name}", Text()) for name in texts),
        optional_column(f"{end}_latitude", Double()),
        optional_column(f"{end}_longitude", Double()),
        required_column(f"{end}_level", Text()),
    ]
