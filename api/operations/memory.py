"""Return of free memory to the system."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

LARGE: Final = 128 * 1024  # bytes
_M_MMAP_THRESHOLD: Final = -3


def return_large_blocks() -> None:
    """Allocate large blocks outside of the heap, so that freeing them returns them to the system.

    glibc starts with this threshold but raises it with the first freed block; in the heap one small block in
    use may then hold many megabytes. Other C libraries are left alone.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE)
