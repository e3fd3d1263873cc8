"""Measure the gateway against the limit and against other systems: `python -m bench`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import uvloop

from bench.comparison import compare_answers
from bench.database import prepare_database
from bench.measure import Cell, measure
from bench.operations import OPERATIONS, MeasuredOperation
from bench.place import bench_place, report_line
from bench.results_files import describe_conditions, write_docs, write_results
from bench.systems import SYSTEMS, RunningSystem, run_system
from bench.table import print_table
from bench.workload import Workload
from persistence.embedded import EmbeddedPostgres
from tests.soak.postgres_seen import PostgresSeen

ROUNDS: Final = 3
SECONDS: Final = 1.0
DELIVERIES: Final = 100_000


def main() -> None:
    options = _read_options()
    with bench_place() as place, EmbeddedPostgres(place / "data" / "postgres", report=report_line) as dsn:
        cells = uvloop.run(_run(options, dsn, place))
    print_table(cells)
    conditions = describe_conditions(options.deliveries, options.rounds, options.seconds)
    report_line(conditions)
    write_results(cells, conditions)
    if options.docs:
        write_docs(cells, conditions)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="seconds of one round")
    parser.add_argument("--deliveries", type=int, default=DELIVERIES, help="deliveries in the database")
    parser.add_argument("--operations", nargs="+", choices=[each.key for each in OPERATIONS])
    parser.add_argument("--systems", nargs="+", choices=[each.key for each in SYSTEMS])
    parser.add_argument("--docs", action="store_true", help="write table and chart into docs/ too")
    return parser.parse_args()


async def _run(options: argparse.Namespace, dsn: str, place: Path) -> Sequence[Cell]:
    report_line(f"Filling a database with {options.deliveries:,} deliveries ...")
    workload = await prepare_database(dsn, options.deliveries)
    postmaster = PostgresSeen.below(place).file().pid
    operations = [each for each in OPERATIONS if each.key in (options.operations or [each.key])]
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(run_system(each, dsn, place / f"{each.key}.log"))
            for each in SYSTEMS
            if each.key in (options.systems or [each.key])
        ]
        for operation in operations:
            await compare_answers(operation, running, workload)
        return await _measure_all(operations, running, postmaster, workload, options)


async def _measure_all(
    operations: Sequence[MeasuredOperation],
    running: Sequence[RunningSystem],
    postmaster: int,
    workload: Workload,
    options: argparse.Namespace,
) -> Sequence[Cell]:
    """Measure every cell once in each round; the first round warms up and does not count."""
    cells = [
        (each, Cell(operation, connections, each.system.title))
        for operation in operations
        for connections in operation.connections
        for each in running
        if operation.key in each.system.requests
    ]
    for number in range(options.rounds + 1):
        report_line(f"Round {number} of {options.rounds} ...")
        for system, cell in cells:
            seconds = options.seconds if number else options.seconds / 2
            sample = await measure(system, postmaster, cell, workload, seconds)
            if number:
                cell.samples.append(sample)
    return [cell for _, cell in cells]


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
