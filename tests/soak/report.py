"""The figures of scenarios, and the table that shows them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure; `most` and `least` are the promised limits, `None` if nothing is promised."""

    name: str
    value: float
    most: float | None = None
    least: float | None = None

    @property
    def is_kept(self) -> bool:
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )

    @property
    def formatted_value(self) -> str:
        return f"{self.value:,.0f}" if float(self.value).is_integer() else f"{self.value:,.2f}"

    @property
    def promise(self) -> str:
        if self.most is not None:
            return f"{self.most:,g}" if self.most == 0 else f"≤ {self.most:,g}"
        return "" if self.least is None else f"≥ {self.least:,g}"

    @property
    def verdict(self) -> str:
        if not self.promise:
            return ""
        return "[green]kept[/]" if self.is_kept else "[bold red]BROKEN[/]"


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one scenario; `failure` is the error that ended it."""

    scenario: str
    seconds: float
    measures: Sequence[Measure] = ()
    remarks: Sequence[str] = ()
    failure: str = ""

    @property
    def is_kept(self) -> bool:
        return not self.failure and all(measure.is_kept for measure in self.measures)

    @property
    def verdict(self) -> str:
        broken = [f"{each.name} {each.formatted_value}" for each in self.measures if not each.is_kept]
        return f"broken: {self.failure or ', '.join(broken)}" if not self.is_kept else "kept"


def show(reports: Sequence[Report]) -> None:
    """Print all figures, then remarks and broken promises."""
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
    broken = [report.scenario for report in reports if not report.is_kept]
    console.print(f"Broken: {', '.join(broken)}." if broken else "Every promise was kept.")


def _add(table: Table, report: Report) -> None:
    title = f"{report.scenario} ({report.seconds:.0f} s)"
    for measure in report.measures:
        if not measure.promise and not measure.value:
            continue  # nothing is promised and nothing occurred
        table.add_row(title, measure.name, measure.formatted_value, measure.promise, measure.verdict)
        title = ""
    if report.failure:
        table.add_row(title, report.failure, "", "runs to its end", "[bold red]BROKEN[/]")
    table.add_section()
