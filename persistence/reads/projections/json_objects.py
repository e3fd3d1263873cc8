"""JSON objects as SQL: one expression for each, made of the columns of a row and of what belongs to it.

An object is a row of its members that Postgres turns into JSON: `json_build_object` takes half as long again.
Names and literals in the SQL come from the schema and from the tables; what a client sends is a parameter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from sqlalchemy import FromClause, Table, TextClause, text

from domain.model.projection import ChangeList, ChildPage, Leaf, Member, Members, Part, Single, StopCount
from persistence.reads.projections.forms import look_up, quote, write_form, write_global_id
from persistence.rows.delivery import column_of

BOOKING: Final = "booking."
_NAMED_OTHERWISE: Final = {"state_id": "id", "type": "event_type"}
"""Attributes whose column has another name."""


def write_object(members: Iterable[tuple[str, str]]) -> str:
    """Return an expression of the type json for pairs of key and expression."""
    columns = ", ".join(f'{written} AS "{key}"' for key, written in members)
    return f"(SELECT row_to_json(r) FROM (SELECT {columns}) AS r)"  # noqa: S608 - see above


@dataclass(slots=True)
class ObjectWriter:
    """Writes objects that show a row of a table; `rows` has all of its columns.

    `sources` are the rows that the expressions need beside it, one for each row; `counts` are the expressions
    of the counts, by their numbers. `numbers` makes the names of rows unique within a statement.
    """

    table: Table
    rows: FromClause
    name: str
    write_related: Callable[["ObjectWriter", Single | StopCount | ChildPage], str]
    numbers: "count[int]" = field(default_factory=count)
    sources: list[FromClause | TextClause] = field(default_factory=list)
    counts: dict[int, str] = field(default_factory=dict)

    def write(self, members: Members) -> str:
        return write_object((member.key, self._write_member(member)) for member in members)

    def below(self, table: Table, rows: FromClause, name: str) -> "ObjectWriter":
        """Return a writer for related rows."""
        return ObjectWriter(table, rows, name, self.write_related, self.numbers)

    def new_name(self) -> str:
        return f"rows_{next(self.numbers)}"

    def _write_member(self, member: Member) -> str:
        match member:
            case Leaf():
                column = self._column(member.path) if member.path else ""
                return write_form(member.form, column, member.detail)
            case Part():
                whole = self.write(member.members)
                return f"CASE WHEN {self._is_set(member.path)} THEN {whole} END" if member.optional else whole
            case ChangeList():
                return self._write_changes(member)
        return self.write_related(self, member)

    def _column(self, path: str) -> str:
        """Return the column of an attribute; raises `KeyError` if none is named after it."""
        name = _NAMED_OTHERWISE.get(path) or column_of(path.removeprefix(BOOKING))
        if name not in self.table.c:
            raise KeyError(path)
        return f"{self.name}.{name}"

    def _is_set(self, path: str) -> str:
        """Return the condition for a part that a row may lack: all of its columns are null then."""
        name = column_of(path.removeprefix(BOOKING))
        columns = (column.name for column in self.table.c)
        first = next(each for each in columns if each == name or each.startswith(f"{name}_"))
        return f"{self.name}.{first} IS NOT NULL"

    def _write_changes(self, changes: ChangeList) -> str:
        name = self.new_name()
        entry = write_object((member.key, _write_change(changes, member)) for member in changes.members)
        entries = f"SELECT array_agg({entry}), count(*) FROM jsonb_each({self.name}.changes) AS c"  # noqa: S608
        self.sources.append(text(f"LATERAL ({entries}) AS {name}(list, size)"))
        self.counts[changes.count] = f"{name}.size"
        return f"coalesce({name}.list, '{{}}')"


def _write_change(changes: ChangeList, member: Member) -> str:
    """Return an expression for a member of an entry of a document of changes."""
    if not isinstance(member, Leaf):
        raise TypeError(member)
    match member.path:
        case "path":
            return look_up("c.key", changes.names, "c.key")
        case "before":
            return _write_value(changes, 0)
        case "after":
            return _write_value(changes, 1)
    return write_form(member.form, "", member.detail)


def _write_value(changes: ChangeList, place: int) -> str:
    """Return an expression for a changed value as text; an empty text is null, as it is not set."""
    value = f"c.value ->> {place}"
    cases = " ".join(
        f"WHEN {quote(path)} THEN {write_global_id(kind, f'({value})')}" for path, kind in changes.ids
    )
    otherwise = f"nullif({value}, '')"
    return f"CASE c.key {cases} ELSE {otherwise} END" if cases else otherwise
