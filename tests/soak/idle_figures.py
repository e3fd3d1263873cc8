"""What subscribers cost, and how long they wait, as figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.soak.quiet import Quiet
from tests.soak.report import Measure

POOL_AND_FEED = 17  # connections to Postgres, whoever follows


@dataclass(frozen=True, slots=True)
class Costs:
    """The gateway without subscribers, with `count` of them idle, under load, and when they had left."""

    count: int
    alone: Quiet
    idle: Quiet
    busy: Quiet
    left: Quiet

    def measures(self) -> list[Measure]:
        most = max(self.idle.connections, self.busy.connections)
        return [
            Measure("subscribers", self.count),
            *self.alone.measures("without them"),
            *self.idle.measures("with them idle"),
            Measure("memory for each, KiB", (self.idle.memory - self.alone.memory) / self.count),
            Measure("memory after the load, MiB", self.busy.memory / 1024),
            Measure("memory when all have left, MiB", self.left.memory / 1024),
            Measure("open files with them", self.idle.files),
            Measure("open files when all have left", self.left.files),
            Measure("connections to Postgres without them", self.alone.connections),
            Measure("connections to Postgres with them", most, most=POOL_AND_FEED),
        ]


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds until the last subscriber was told: at first, of one change, of many at once, under load."""

    connected: float
    single: Sequence[float]
    batch: float
    under_load: Sequence[float]

    def measures(self) -> list[Measure]:
        return [
            Measure("until all were connected and told of a change, s", self.connected),
            *_middle_and_last("until the last was told of a change", self.single),
            Measure("until the last was told of 20 changes at once, s", self.batch),
            *_middle_and_last("the same of one change under load", self.under_load),
        ]


def _middle_and_last(name: str, seconds: Sequence[float]) -> list[Measure]:
    return [Measure(f"{name}, s (median)", median(seconds)), Measure(f"{name}, s (longest)", max(seconds))]
