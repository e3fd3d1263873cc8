"""What a process takes of the machine, as Linux tells it."""

import os
import resource
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")
TIMES: Final = slice(11, 13)  # utime and stime among what follows the name in /proc/…/stat


def memory(pid: int) -> int:
    """Resident, in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def cpu_seconds(pid: int) -> float:
    """Of one core, since the process was started."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[TIMES]
    return sum(map(int, times)) / TICKS


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def allow_files(count: int) -> None:
    """To this process and those that it starts; raises ValueError where the machine forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
