"""The user that the server runs as, and the files that this user can reach."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from persistence.embedded import launch
from persistence.embedded.binaries import Binaries
from persistence.embedded.errors import EmbeddedPostgresError

# A folder that the user *nobody* can reach, for root if namespaces are forbidden and the checkout is private.
COMMON_PLACE = Path("/var/lib/delivery-gateway")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user that runs Postgres from `binaries` and keeps its files in `home`."""

    identity: str
    binaries: Binaries
    home: Path

    def run(
        self,
        program: str,
        *arguments: str,
        text: str = "",
        detached: bool = False,
        descriptors: tuple[int, ...] = (),
        output: IO[str] | int = subprocess.PIPE,
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program of Postgres in a session of its own, which Ctrl-C in the terminal does not reach."""
        bond = "detached" if detached else "attached"
        launcher = [sys.executable, "-I", "-S", launch.__file__, self.identity, bond, str(self.home)]
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [*launcher, self.binaries.program(program), *arguments],
            input=text,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            pass_fds=descriptors,
            start_new_session=True,
            env={"LC_ALL": "C", "PATH": os.defpath},  # no PG* of the caller's
        )

    def can_work(self) -> bool:
        return self.run("postgres", "--version").returncode == 0

    def own(self, tree: Path) -> None:
        """Give the files under `tree` to the server's user if root left them to another one."""
        if tree.lstat().st_uid == self.uid or os.geteuid() != 0:
            return
        for folder, _, names in os.walk(tree, topdown=False):  # its top last, which marks that all is done
            for path in (*(os.path.join(folder, name) for name in names), folder):  # noqa: PTH118 - as walked
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    @property
    def uid(self) -> int:
        """The owner of its files, as seen from outside of a namespace."""
        return launch.nobody().pw_uid if self.identity == "nobody" else os.geteuid()

    @property
    def gid(self) -> int:
        return launch.nobody().pw_gid if self.identity == "nobody" else os.getegid()


def choose_user(binaries: Binaries, home: Path) -> ServerUser:
    """Choose the user of Postgres: the current one, or for root a *nobody* that can reach its files."""
    oneself = ServerUser("oneself", binaries, home)
    if os.geteuid() != 0:
        return oneself
    namespace = replace(oneself, identity="namespace")
    return namespace if namespace.can_work() else _nobody(binaries, home)


def _nobody(binaries: Binaries, home: Path) -> ServerUser:
    if not ServerUser("nobody", binaries, Path("/")).can_work():
        binaries = binaries.copy_to(_make_folder(COMMON_PLACE))
    user = ServerUser("nobody", binaries, home)
    if user.can_work():
        return user
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    user = replace(user, home=_make_folder(COMMON_PLACE / digest))
    if user.can_work():
        return user
    raise EmbeddedPostgresError(
        "Postgres does not run as root and no other user can reach it here:"
        " start as an ordinary user, or set DATABASE_URL to a PostgreSQL of version 15 or newer."
    )


def _make_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder
