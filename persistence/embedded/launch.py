"""Run a command as a user that Postgres accepts; a program of its own, on the standard library alone.

    python -I -S launch.py IDENTITY {attached|detached} FOLDER COMMAND ARGUMENT …

Postgres refuses to run as root. A new process is needed, as only a process with a single thread may enter a
user namespace, and as errors between fork and exec cannot be reported to the parent.
"""

import ctypes
import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import pwd

CLONE_NEWUSER = 0x10000000


def nobody() -> "pwd.struct_passwd":
    """Look up the user *nobody*, whose name must exist, as initdb looks it up too."""
    return pwd.getpwnam("nobody")


def as_oneself() -> None:
    """Keep the user."""


def in_a_namespace() -> None:
    """Be *nobody* in a user namespace; files still belong to root, so that none is copied or chowned."""
    inner, uid, gid = nobody(), os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "user namespaces are forbidden")
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{inner.pw_uid} {uid} 1")
    (own / "gid_map").write_text(f"{inner.pw_gid} {gid} 1")


def as_nobody() -> None:
    """Become the user *nobody* permanently."""
    user = nobody()
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


IDENTITIES = {"oneself": as_oneself, "namespace": in_a_namespace, "nobody": as_nobody}


def main(identity: str, bond: str, folder: str, *command: str) -> None:
    """Become `identity`, change to `folder` and execute `command`, in a new process if detached."""
    os.umask(0o077)
    IDENTITIES[identity]()
    os.chdir(folder)
    if bond == "detached" and os.fork():
        os._exit(0)
    os.execv(command[0], command)  # noqa: S606 - a program with its arguments, no shell


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, KeyError) as error:
        sys.exit(f"launch: {error}")
