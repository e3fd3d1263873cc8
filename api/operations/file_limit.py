"""How many files the process may have open: every connection is one."""

import sys
from contextlib import suppress
from typing import Final

ENOUGH: Final = 65_536


def allow_many_files() -> None:
    """Raise the limit that a shell hands on, often 1,024, as far as the machine permits without asking."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # what is there has to do
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
