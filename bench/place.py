"""The folder of a run, on a disk, beside the gateway's own data."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.environment import default_data_dir


@contextmanager
def bench_place() -> Iterator[Path]:
    """Make a folder with a folder `data` in it, and remove both after the block.

    From here on SIGTERM ends the run as Ctrl-C does, so that no system is left behind.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    data = default_data_dir()
    data.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="bench-", dir=data))
    try:
        (place / "data").mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def report_line(line: str) -> None:
    """Write how far the run is to stderr."""
    sys.stderr.write(f"{line}\n")
