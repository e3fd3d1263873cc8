"""Locks on files, which the kernel releases when the process that holds them ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":

    def _flock(descriptor: int, *, shared: bool, wait: bool) -> None:
        raise OSError(f"no flock here ({descriptor=}, {shared=}, {wait=})")  # never reached: see binaries.py
else:
    import fcntl

    def _flock(descriptor: int, *, shared: bool, wait: bool) -> None:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)


def hold(path: Path, *, shared: bool = False) -> int:
    """Wait for the lock on `path` and return the descriptor, which holds it until it is closed.

    A process that inherits the descriptor holds the lock too; it is released when the last of them ends.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _flock(descriptor, shared=shared, wait=True)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def try_hold(path: Path, *, shared: bool = False) -> int | None:
    """Like `hold`, but return `None` instead of waiting."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _flock(descriptor, shared=shared, wait=False)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_held(path: Path) -> bool:
    """Whether some process holds the lock on `path` exclusively."""
    descriptor = try_hold(path, shared=True)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold the lock on `path` exclusively for a block."""
    descriptor = hold(path)
    try:
        yield
    finally:
        os.close(descriptor)
