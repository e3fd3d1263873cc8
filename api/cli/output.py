import json
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table


def show_rows(title: str, rows: Sequence[dict[str, str]], *, as_json: bool) -> None:
    """A table for people or a JSON array for scripts."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(title=title)
    for column in rows[0] if rows else ():
        table.add_column(column)
    for row in rows:
        table.add_row(*row.values())
    Console().print(table if rows else f"No {title.lower()}.")


def fail(message: str) -> typer.Exit:
    """Say on stderr why a command did not work; to be raised."""
    typer.echo(f"delivery-gateway: {message}", err=True)
    return typer.Exit(1)
