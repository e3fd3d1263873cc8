"""`python -m tests.soak [SCENARIO …] [--rounds N]`: inject faults into a gateway and check its promises."""

import asyncio
import shutil
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from api.environment import default_data_dir
from tests.soak.conditions import Conditions
from tests.soak.report import Report, show
from tests.soak.scenarios import SCENARIOS

LIMIT = 600.0  # seconds after which a scenario is aborted


def soak(
    names: Annotated[list[str] | None, typer.Argument(help=f"Any of {', '.join(SCENARIOS)}.")] = None,
    rounds: Annotated[int, typer.Option(help="How often each scenario injects its fault.", min=1)] = 10,
    seed: Annotated[int, typer.Option(help="Seed of the moments at which it does.")] = 1,
) -> None:
    """Run for minutes with a high load; exit with 1 if a promise is broken."""
    chosen = names or list(SCENARIOS)
    if unknown := set(chosen) - SCENARIOS.keys():
        raise typer.BadParameter(f"no such scenario: {', '.join(sorted(unknown))}")
    # Beside the gateway's own data and therefore on a disk, as a folder in memory proves nothing.
    default_data_dir().mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="soak-", dir=default_data_dir()))
    reports: list[Report] = []
    try:
        for name in chosen:
            typer.echo(f"{name} … ", nl=False)
            reports.append(_run(name, place, rounds, seed))
            typer.echo(reports[-1].verdict)
    finally:  # also after an interrupted run
        show(reports)
    if not all(report.is_kept for report in reports):
        typer.echo(f"Logs are in {place}.")
        raise typer.Exit(1)
    shutil.rmtree(place)


def _run(name: str, place: Path, rounds: int, seed: int) -> Report:
    folder = place / name
    folder.mkdir()
    began = time.monotonic()
    try:
        conditions = Conditions(folder, rounds, Random(seed))  # noqa: S311 - not for secrets
        found = asyncio.run(asyncio.wait_for(SCENARIOS[name](conditions), LIMIT))
    except Exception as error:  # noqa: BLE001 - the other scenarios run nevertheless
        return Report(name, time.monotonic() - began, failure=_describe_error(error))
    return Report(name, time.monotonic() - began, found.measures, found.remarks)


def _describe_error(error: Exception) -> str:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    typer.run(soak)
