"""JSON objects of a projection as SQL: one expression for each, made of the columns of one row.

An object is a row of its members that Postgres turns into JSON: `json_build_object` takes half as long again.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sqlalchemy import Table

from domain.model.projection import ChangeList, Leaf, Members, Part
from persistence.reads.projections.forms import look_up, quote, write_form, write_global_id
from persistence.rows.delivery import column_of

BOOKING: Final = "booking."
NO_LISTS: Final[Mapping[ChangeList, str]] = {}
_NAMED_OTHERWISE: Final = {"state_id": "id", "type": "event_type"}
"""Attributes whose column has another name."""


def write_object(members: Members, write_member: Callable[[Leaf | Part | ChangeList], str]) -> str:
    """Return an expression of the type json."""
    columns = ", ".join(f'{write_member(member)} AS "{member.key}"' for member in members)
    return f"(SELECT row_to_json(r) FROM (SELECT {columns}) AS r)"  # noqa: S608 - columns and names


class RowWriter:
    """Writes the members of objects that a row of a table shows; the row has the name `alias`.

    `lists` are the expressions of the change lists.
    """

    def __init__(self, table: Table, alias: str, lists: Mapping[ChangeList, str] = NO_LISTS) -> None:
        self._columns = frozenset(column.name for column in table.columns)
        self._alias = alias
        self._lists = lists

    def write(self, members: Members) -> str:
        return write_object(members, self._write_member)

    def _write_member(self, member: Leaf | Part | ChangeList) -> str:
        match member:
            case Leaf():
                column = "" if member.detail and not member.path else self._column(member.path)
                return write_form(member.form, column, member.detail)
            case Part():
                whole = self.write(member.members)
                return f"CASE WHEN {self._is_set(member.path)} THEN {whole} END" if member.optional else whole
            case ChangeList():
                return self._lists[member]

    def _column(self, path: str) -> str:
        """Return the column of an attribute; raises `KeyError` if none is named after it."""
        name = _NAMED_OTHERWISE.get(path) or column_of(path.removeprefix(BOOKING))
        if name not in self._columns:
            raise KeyError(path)
        return f"{self._alias}.{name}"

    def _is_set(self, path: str) -> str:
        """Return the condition for a part that a row may lack: all of its columns are null then."""
        name = column_of(path.removeprefix(BOOKING))
        first = min(each for each in self._columns if each == name or each.startswith(f"{name}_"))
        return f"{self._alias}.{first} IS NOT NULL"


def find_change_lists(members: Members) -> Iterator[ChangeList]:
    for member in members:
        match member:
            case ChangeList():
                yield member
            case Part():
                yield from find_change_lists(member.members)


def write_changes(changes: ChangeList, alias: str) -> str:
    """Return an expression for the list of the entries of a document of changes, and their number."""
    path = look_up("c.key", changes.names, "c.key")

    def write_member(member: Leaf | Part | ChangeList) -> str:
        if not isinstance(member, Leaf):
            raise TypeError(member)
        match member.path:
            case "path":
                return path
            case "before":
                return _write_value(changes, 0)
            case "after":
                return _write_value(changes, 1)
        return write_form(member.form, "", member.detail)

    columns = ", ".join(f'{write_member(member)} AS "{member.key}"' for member in changes.members)
    entries = f"(SELECT {columns} FROM jsonb_each({alias}.changes) AS c)"  # noqa: S608 - as above
    return f"SELECT coalesce(array_to_json(array_agg(e)), '[]'), count(*) FROM {entries} AS e"  # noqa: S608


def _write_value(changes: ChangeList, place: int) -> str:
    """Return an expression for a changed value as text; an empty text is null, as it is not set."""
    text = f"nullif(c.value ->> {place}, '')"
    cases = " ".join(
        f"WHEN {quote(path)} THEN {write_global_id(kind, f'(c.value ->> {place})')}"
        for path, kind in changes.ids
    )
    return f"CASE c.key {cases} ELSE {text} END" if cases else text
