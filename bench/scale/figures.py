"""What a scale run measured, and the table that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

COLUMNS = ("p50 ms", "p99 ms", "gateway CPU ms", "Postgres CPU ms", "remark")


@dataclass(frozen=True, slots=True)
class ScaleFigure:
    """One line: what was asked, and the figures in the order of `COLUMNS`, some of which may be missing."""

    subject: str
    name: str
    figures: Sequence[float | None] = ()
    remark: str = ""

    def cells(self) -> list[str]:
        shown = ["" if each is None else f"{each:,.2f}" for each in self.figures]
        return [self.subject, self.name, *shown, *[""] * (len(COLUMNS) - 1 - len(shown)), self.remark]


def print_figures(figures: Sequence[ScaleFigure]) -> None:
    console = Console(width=None if Console().is_terminal else 150)
    table = Table(title="At scale")
    for name in ("subject", "request"):
        table.add_column(name, overflow="fold")
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == "remark" else "right")
    before = ""
    for each in figures:
        subject, *cells = each.cells()
        table.add_row("" if subject == before else subject, *cells)
        before = subject
    console.print(table)


def markdown_figures(figures: Sequence[ScaleFigure]) -> str:
    lines = [f"| subject | request | {' | '.join(COLUMNS)} |", f"|---|---|{'---:|' * (len(COLUMNS) - 1)}---|"]
    return "\n".join([*lines, *(f"| {' | '.join(each.cells())} |" for each in figures)]) + "\n"
