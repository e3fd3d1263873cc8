"""The output of commands: complete at any width, with control characters of names escaped."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence

import typer
from rich.cells import cell_len

from domain.errors import Refused
from domain.rules.catalogue import sentence

Row = Mapping[str, str]
WIDEST = 80  # cells of a column; a longer value shifts the rest of its line and is not cut


def show_row(row: Row, *, as_json: bool) -> None:
    """Print one record, a line `name: value` for each field; a JSON array of one for scripts."""
    if as_json:
        show_json([row])
        return
    width = max(map(len, row)) + 1
    for name, value in row.items():
        say(f"{f'{name}:':<{width}} {value}")


def show_rows(kind: str, rows: Sequence[Row], *, as_json: bool) -> None:
    """Print a line for each record under a line of names, also to a pipe; a JSON array for scripts."""
    if as_json:
        show_json(rows)
    elif not rows:
        say(f"No {kind}.")
    else:
        lines = [list(rows[0]), *(list(map(printable, row.values())) for row in rows)]
        widths = [min(WIDEST, max(map(cell_len, column))) for column in zip(*lines, strict=True)]
        for line in lines:
            typer.echo("  ".join(map(_pad_value, line, widths)).rstrip())


def show_json(value: object, indent: int | None = None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    typer.echo(
        "\n".join(_escape_text(line, lambda char: json.dumps(char)[1:-1]) for line in text.split("\n"))
    )


def say(line: str) -> None:
    typer.echo(printable(line))


def fail(message: str, *more: str) -> typer.Exit:
    """Print on stderr why a command failed, one line a reason; return the exception to raise."""
    for line in (f"delivery-gateway: {message}", *more):
        typer.echo(printable(line), err=True)
    return typer.Exit(1)


def fail_refused(refused: Refused) -> typer.Exit:
    """Print on stderr why the rules refuse a command; return the exception to raise."""
    return fail(" ".join(sentence(each, each.path) for each in refused.violations))


def printable(text: str) -> str:
    """Return the text in one line; control, invisible and unencodable characters are escaped."""
    return _escape_text(text, lambda char: char.encode("unicode_escape").decode())


def _escape_text(text: str, escape: Callable[[str], str]) -> str:
    encoding = sys.stdout.encoding
    return "".join(
        char if char.isprintable() and char.encode(encoding, "ignore") else escape(char) for char in text
    )


def _pad_value(value: str, width: int) -> str:
    return value + " " * (width - cell_len(value))
