"""The files that a run writes: a table and a chart."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.chart import draw_chart
from bench.measure import Cell
from bench.table import markdown_table

RESULTS: Final = Path(__file__).parent / "results"
DOCS: Final = Path(__file__).parents[1] / "docs"
_GENERATED: Final = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end of table -->)", re.DOTALL)


def write_results(cells: Sequence[Cell], conditions: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "bench.md").write_text(f"{conditions}\n\n{markdown_table(cells)}", encoding="utf-8")
    (RESULTS / "bench.svg").write_text(draw_chart(cells), encoding="utf-8")


def write_scale(text: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "scale.md").write_text(text, encoding="utf-8")


def write_docs(cells: Sequence[Cell], conditions: str) -> None:
    """Replace the table in docs/bench.md and the chart beside it."""
    page = DOCS / "bench.md"
    generated = f"{conditions}\n\n{markdown_table(cells)}"
    text = _GENERATED.sub(lambda _: generated, page.read_text(encoding="utf-8"))
    page.write_text(text, encoding="utf-8")
    (DOCS / "bench.svg").write_text(draw_chart(cells), encoding="utf-8")


def describe_conditions(deliveries: int, rounds: int, seconds: float) -> str:
    minute, _, quarter = os.getloadavg()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores shared "
        f"with the load generator and Postgres, {deliveries:,} deliveries, medians of {rounds} rounds of "
        f"{seconds:g} s; load at the end {minute:.1f} (a quarter of an hour: {quarter:.1f})."
    )
