"""The costs of subscribers, and how long they wait, as figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.soak.quiet import Quiet
from tests.soak.report import Measure

POOL_AND_FEED = 17  # connections to Postgres, however many subscribers there are


@dataclass(frozen=True, slots=True)
class Costs:
    """The gateway without subscribers, with `count` idle ones, under load, and after they have left."""

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
    """Seconds until all have received: the first change, single ones, many at once, and under load."""

    connected: float
    single: Sequence[float]
    batch: float
    under_load: Sequence[float]

    def measures(self) -> list[Measure]:
        return [
            Measure("until all are connected and have received a change, s", self.connected),
            *_middle_and_last("until all have received a change", self.single),
            Measure("until all have received 20 changes at once, s", self.batch),
            *_middle_and_last("the same under load", self.under_load),
        ]


def _middle_and_last(name: str, seconds: Sequence[float]) -> list[Measure]:
    return [Measure(f"{name}, s (median)", median(seconds)), Measure(f"{name}, s (longest)", max(seconds))]
