"""What a scenario measured, and the table that tells it."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure; `most` and `least` are what was promised, neither where it is only worth knowing."""

    name: str
    value: float
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )

    @property
    def measured(self) -> str:
        return f"{self.value:,.0f}" if float(self.value).is_integer() else f"{self.value:,.2f}"

    @property
    def promised(self) -> str:
        if self.most is not None:
            return f"{self.most:,g}" if self.most == 0 else f"≤ {self.most:,g}"
        return "" if self.least is None else f"≥ {self.least:,g}"

    @property
    def verdict(self) -> str:
        if not self.promised:
            return ""
        return "[green]kept[/]" if self.kept else "[bold red]BROKEN[/]"


def named(prefix: str, measures: Iterable[Measure]) -> list[Measure]:
    """The same measures, told apart from others of their kind."""
    return [replace(measure, name=f"{prefix}{measure.name}") for measure in measures]


@dataclass(frozen=True, slots=True)
class Report:
    """One scenario's figures; `failure` is why it could not be run to its end."""

    scenario: str
    seconds: float
    measures: Sequence[Measure] = ()
    remarks: Sequence[str] = ()
    failure: str = ""

    @property
    def kept(self) -> bool:
        return not self.failure and all(measure.kept for measure in self.measures)

    @property
    def verdict(self) -> str:
        broken = [f"{each.name} {each.measured}" for each in self.measures if not each.kept]
        return f"broken: {self.failure or ', '.join(broken)}" if not self.kept else "kept"


def show(reports: Sequence[Report]) -> None:
    """Print everything that was measured, then what was not as promised."""
    console = Console(width=None if Console().is_terminal else 120)
    table = Table(title="Soak: what was promised and what was measured")
    for column in ("Scenario", "Figure"):
        table.add_column(column, overflow="fold")
    for column in ("Measured", "Promised", ""):
        table.add_column(column, justify="right", no_wrap=True)
    for report in reports:
        _add(table, report)
    console.print(table)
    for report in reports:
        for remark in report.remarks:
            console.print(f"{report.scenario}: {remark}", markup=False)
    minute, _, quarter = os.getloadavg()
    console.print(f"Load {minute:.1f} (a quarter of an hour: {quarter:.1f}) on {os.cpu_count()} cores.")
    broken = [report.scenario for report in reports if not report.kept]
    console.print(f"Broken: {', '.join(broken)}." if broken else "Every promise was kept.")


def _add(table: Table, report: Report) -> None:
    title = f"{report.scenario} ({report.seconds:.0f} s)"
    for measure in report.measures:
        if not measure.promised and not measure.value:
            continue  # nothing was promised and nothing happened
        table.add_row(title, measure.name, measure.measured, measure.promised, measure.verdict)
        title = ""
    if report.failure:
        table.add_row(title, report.failure, "", "runs to its end", "[bold red]BROKEN[/]")
    table.add_section()
