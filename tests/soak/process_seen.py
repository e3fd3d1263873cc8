"""The memory, CPU time and files of a process, read from /proc."""

import os
import resource
from pathlib import Path
from typing import Final

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


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def allow_files(count: int) -> None:
    """Raise the limit for this process and its children; raises `ValueError` if that is forbidden."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
