"""The limit of open files, of which every connection is one."""

import sys
from contextlib import suppress
from typing import Final

ENOUGH: Final = 65_536


def allow_many_files() -> None:
    """Raise the soft limit, often 1,024, as far as the hard limit permits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - missing on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # then the old limit stays
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
