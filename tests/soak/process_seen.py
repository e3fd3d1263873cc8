"""The memory, CPU time and files of a process, read from /proc."""

import os
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Final

NANOSECONDS: Final = 10**9
TICKS: Final = os.sysconf("SC_CLK_TCK")
TIMES: Final = slice(11, 13)  # utime and stime among what follows the name in /proc/…/stat


def memory(pid: int) -> int:
    """Return the resident memory in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds since the process started."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[TIMES]
    return sum(map(int, times)) / TICKS


def running_seconds(pid: int) -> float:
    """Return the CPU seconds of all its threads, more exactly than `cpu_seconds`; 0 if it has ended."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / NANOSECONDS
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def children(pid: int) -> Sequence[int]:
    """Return the ids of the processes that a process has started and that run."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if listed.exists():
        return list(map(int, listed.read_text().split()))
    found = (each for each in Path("/proc").iterdir() if each.name.isdecimal())
    return [int(each.name) for each in found if _parent(each) == pid]


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def allow_files(count: int) -> None:
    """Raise the limit for this process and its children; raises `ValueError` if that is forbidden."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
