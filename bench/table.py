"""The figures as a table for the terminal and as one in markdown."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.measure import Cell, Sample

COLUMNS: Final = (
    "system",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "system CPU ms",
    "Postgres CPU ms",
    "requests/s: ratio",
    "CPU: ratio",
)
Group = tuple[str, Sequence[Cell]]


def group_cells(cells: Sequence[Cell]) -> Iterator[Group]:
    """Yield the cells of each operation and number of connections with their title."""
    titles = dict.fromkeys((cell.operation.title, cell.connections) for cell in cells)
    for title, connections in titles:
        of_both = [each for each in cells if (each.operation.title, each.connections) == (title, connections)]
        yield f"{title}, {connections} connection{'s' if connections > 1 else ''}", of_both


def format_row(cell: Cell, reference: Sample | None) -> list[str]:
    found = cell.median()
    row = [
        cell.system,
        _figure(found.per_second),
        *(_figure(each) for each in (found.p50, found.p99, found.gateway, found.postgres)),
    ]
    if reference is None:
        return [*row, "", ""]
    per_second = found.per_second / reference.per_second
    return [*row, f"{per_second:.2f}", f"{cpu_ratio(found, reference):.2f}"]


def cpu_ratio(found: Sample, reference: Sample) -> float:
    """Return the reference's CPU time of a request divided by the system's, Postgres included."""
    return (reference.gateway + reference.postgres) / (found.gateway + found.postgres)


def reference_of(cells: Sequence[Cell]) -> Sample | None:
    return next((each.median() for each in cells if each.system == each.operation.reference), None)


def print_table(cells: Sequence[Cell]) -> None:
    console = Console(width=None if Console().is_terminal else 140)
    table = Table(title="Medians of all rounds")
    table.add_column("operation")
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == "system" else "right")
    for title, group in group_cells(cells):
        reference = reference_of(group)
        for place, cell in enumerate(group):
            table.add_row("" if place else title, *format_row(cell, reference))
        table.add_section()
    console.print(table)


def markdown_table(cells: Sequence[Cell]) -> str:
    lines = [f"| operation | {' | '.join(COLUMNS)} |", f"|---|---|{'---:|' * (len(COLUMNS) - 1)}"]
    for title, group in group_cells(cells):
        reference = reference_of(group)
        for place, cell in enumerate(group):
            lines.append(f"| {' | '.join(['' if place else title, *format_row(cell, reference)])} |")
    return "\n".join(lines) + "\n"


def _figure(value: float) -> str:
    """Write three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004
