"""The input and the result of a scenario."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.soak.report import Measure


@dataclass(frozen=True, slots=True)
class Conditions:
    """The folder of a scenario, how often it injects its fault, and a seeded source of random numbers."""

    place: Path
    rounds: int
    dice: Random


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures, and remarks on what was unexpected."""

    measures: list[Measure]
    remarks: list[str] = field(default_factory=list)


Scenario = Callable[[Conditions], Awaitable[Findings]]
