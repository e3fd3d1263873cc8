"""What a scenario is given and what it hands back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.soak.report import Measure


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where a scenario keeps its files, how often it strikes, and dice that fall the same every time."""

    place: Path
    rounds: int
    dice: Random


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures, and remarks on what was met but not expected."""

    measures: list[Measure]
    remarks: list[str] = field(default_factory=list)


Scenario = Callable[[Conditions], Awaitable[Findings]]
