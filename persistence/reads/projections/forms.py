"""The forms of attributes as SQL: for each the expression that writes a column's value as JSON does.

`api.graphql.conversions` has the same in Python; a test compares them.
"""

from collections.abc import Callable, Mapping
from typing import Final

from domain.model.projection import Form, Names

Write = Callable[[str, str | Names], str]
"""Returns the expression for a column and a detail."""


def write_form(form: Form, column: str, detail: str | Names = "") -> str:
    """Return an expression whose value `row_to_json` writes in that form."""
    return _FORMS[form](column, detail)


def quote(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def write_global_id(kind: str, text: str) -> str:
    """Return an expression for a global id, which is shorter than the 76 characters of a line of base64."""
    return f"encode(convert_to({quote(f'{kind}:')} || {text}, 'UTF8'), 'base64')"


def look_up(text: str, names: Names, otherwise: str) -> str:
    """Return an expression for the name of a text."""
    if not names:
        return otherwise
    cases = " ".join(f"WHEN {quote(value)} THEN {quote(name)}" for value, name in names)
    return f"CASE {text} {cases} ELSE {otherwise} END"


def _plain(column: str, _detail: str | Names) -> str:
    return column


def _text_or_null(column: str, _detail: str | Names) -> str:
    return f"nullif({column}, '')"


def _coordinate(column: str, _detail: str | Names) -> str:
    """The text of a float is the shortest one that is exact; as a numeric, it has no exponent.

    Below a hundred-thousandth of a degree it has an exponent, without zeros.
    """
    whole = f"CASE WHEN {column} = trunc({column}) THEN ({column}::text || '.0')::numeric"
    exact = f"{whole} ELSE {column}::text::numeric END"
    tiny = f"regexp_replace({column}::text, 'e-0*', 'e-')::json"
    return f"CASE WHEN abs({column}) < 1e-5 AND {column} <> 0 THEN {tiny} ELSE to_json({exact}) END"


def _day(column: str, _detail: str | Names) -> str:
    """The driver stores the first and the last day that Python has as infinite ones."""
    ends = "WHEN '-infinity' THEN DATE '0001-01-01' WHEN 'infinity' THEN DATE '9999-12-31'"
    return f"CASE {column} {ends} ELSE {column} END"


def _time_of_day(column: str, _detail: str | Names) -> str:
    return f"to_char(make_interval(mins => {column}), 'HH24:MI')"


def _instant(column: str, _detail: str | Names) -> str:
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


def _amount(column: str, _detail: str | Names) -> str:
    return f"{column}::text"


def _member(column: str, detail: str | Names) -> str:
    """The name of a value: most often the value itself, or its capitals."""
    if isinstance(detail, str):
        raise TypeError(detail)
    if all(value == name for value, name in detail):
        return column
    if all(value.upper() == name for value, name in detail):
        return f"upper({column})"
    return look_up(column, detail, column)


def _global_id(column: str, detail: str | Names) -> str:
    return write_global_id(str(detail), column)


def _constant(_column: str, detail: str | Names) -> str:
    return quote(str(detail))


_FORMS: Final[Mapping[Form, Write]] = {
    Form.TEXT: _plain,
    Form.TEXT_OR_NULL: _text_or_null,
    Form.INTEGER: _plain,
    Form.COORDINATE: _coordinate,
    Form.DAY: _day,
    Form.TIME_OF_DAY: _time_of_day,
    Form.INSTANT: _instant,
    Form.AMOUNT: _amount,
    Form.MEMBER: _member,
    Form.GLOBAL_ID: _global_id,
    Form.CONSTANT: _constant,
}
