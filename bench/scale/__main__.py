"""Measure the gateway on a million deliveries of 5,000 accounts: `python -m bench.scale`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import uvloop

from bench.place import bench_place, report_line
from bench.results_files import write_scale
from bench.scale.figures import ScaleFigure, markdown_figures, print_figures
from bench.scale.fill import fill_database
from bench.scale.lists import QueryMeter, measure_lists
from bench.scale.memory_growth import measure_memory
from bench.scale.stalls import measure_stalls
from bench.systems import THIS, run_system
from persistence.embedded import EmbeddedPostgres
from tests.soak.postgres_seen import PostgresSeen

DELIVERIES: Final = 1_000_000
REQUESTS: Final = 20_000
DOCUMENTS: Final = 4_000
PARTS: Final = ("lists", "stalls", "memory")


def main() -> None:
    options = _read_options()
    with bench_place() as place, EmbeddedPostgres(place / "data" / "postgres", report=report_line) as dsn:
        figures = uvloop.run(_run(options, dsn, place))
    print_figures(figures)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--deliveries", type=int, default=DELIVERIES, help="10000000 by hand")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="1000000 by hand")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="100000 by hand")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


async def _run(options: argparse.Namespace, dsn: str, place: Path) -> Sequence[ScaleFigure]:
    report_line(f"Filling a database with {options.deliveries:,} deliveries ...")
    filled = await fill_database(dsn, options.deliveries)
    report_line(f"The largest account has {filled.largest:,}.")
    postmaster = PostgresSeen.below(place).file().pid
    async with run_system(THIS, dsn, place / "this.log") as running:
        parts = {
            "lists": lambda: measure_lists(QueryMeter(running, postmaster), filled, dsn),
            "stalls": lambda: measure_stalls(running, filled),
            "memory": lambda: measure_memory(running, filled, options.requests, options.documents),
        }
        figures = list[ScaleFigure]()
        for part in options.parts:
            report_line(f"Measuring {part} ...")
            figures += [each async for each in parts[part]()]
            write_scale(markdown_figures(figures))
        return figures


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
