"""How the process gives memory back."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

LARGE: Final = 128 * 1024  # bytes
_M_MMAP_THRESHOLD: Final = -3


def return_large_blocks() -> None:
    """Keep large blocks apart from small ones, so that the system gets them back when they are free.

    glibc begins so, but takes them from its heap once the first was freed; there one small block that is
    still in use keeps many megabytes. Other C libraries do as they do.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE)
