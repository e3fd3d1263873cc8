"""Interleaved rounds of all systems, with the CPU time of each and of Postgres."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bench.http import Round
from bench.operations import MeasuredOperation
from bench.systems import RunningSystem
from bench.workload import Workload
from tests.soak.process_seen import children, running_seconds

MILLISECONDS: Final = 1_000
PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one system; times are milliseconds, CPU times those of one request."""

    per_second: float
    p50: float
    p99: float
    gateway: float
    postgres: float


@dataclass(frozen=True, slots=True)
class Cell:
    """An operation with a number of connections on one system, over all rounds."""

    operation: MeasuredOperation
    connections: int
    system: str
    samples: list[Sample] = field(default_factory=list)

    def median(self) -> Sample:
        return Sample(*(median(getattr(each, name) for each in self.samples) for name in Sample.__slots__))


async def measure(
    running: RunningSystem, postmaster: int, cell: Cell, workload: Workload, seconds: float
) -> Sample:
    """Load the cell's system with its operation for some seconds."""
    make = running.system.requests[cell.operation.key]
    queues = [make(workload, connection) for connection in range(cell.connections)]
    return await sample_round(running, postmaster, lambda: running.load(queues, seconds))


async def sample_round(
    running: RunningSystem, postmaster: int, load: Callable[[], Awaitable[Round]]
) -> Sample:
    """Run a round, with the CPU times of the system and of Postgres meanwhile."""
    before = _seconds([running.pid, *children(running.pid)]), _seconds(children(postmaster))
    found = await load()
    after = _seconds([running.pid, *children(running.pid)]), _seconds(children(postmaster))
    gateway, postgres = (_growth(*pair) for pair in zip(before, after, strict=True))
    return _sample(found.latencies, found.seconds, gateway, postgres)


def _sample(latencies: Sequence[float], seconds: float, gateway: float, postgres: float) -> Sample:
    answered = len(latencies)
    return Sample(
        answered / seconds,
        percentile(latencies, 50),
        percentile(latencies, 99),
        gateway / answered * MILLISECONDS,
        postgres / answered * MILLISECONDS,
    )


def percentile(latencies: Sequence[float], percent: int) -> float:
    """Return a percentile in milliseconds."""
    ordered = sorted(latencies)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // PERCENT)] * MILLISECONDS


def _seconds(pids: Iterable[int]) -> dict[int, float]:
    return {pid: running_seconds(pid) for pid in pids}


def _growth(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
