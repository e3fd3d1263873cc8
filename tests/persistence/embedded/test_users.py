"""Root, root in a container, and ordinary users."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.persistence.embedded.processes import USER_PROCESS, UserProcess, is_running, query

ORDINARY = ("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups")

# What containers do by default: unshare(2) answers EPERM. The filter: load the number of the call, compare.
WITHOUT_NAMESPACES = """
import ctypes, platform, struct, sys
from pathlib import Path
from persistence.embedded import server_user
server_user.COMMON_PLACE = Path(sys.argv[1]).parents[1] / "common"
unshare = {"x86_64": 272, "aarch64": 97}[platform.machine()]
instructions = [(0x20, 0, 0, 0), (0x15, 0, 1, unshare), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in instructions))
program = struct.pack("HxxxxxxP", len(instructions), ctypes.addressof(code))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0, "no_new_privs"
assert libc.prctl(22, 2, ctypes.c_char_p(program)) == 0, "seccomp"
"""

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that all users can enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _can_run_python(wrapper: tuple[str, ...]) -> bool:
    if shutil.which(wrapper[0]) is None:
        return False
    # It has to start another Python, as the supervisor does.
    inner = "[sys.executable, '-c', 'import persistence.embedded']"
    program = f"import subprocess, sys; subprocess.run({inner}, check=True)"
    done = subprocess.run([*wrapper, sys.executable, "-c", program], capture_output=True, check=False)
    return done.returncode == 0


def test_it_runs_under_a_folder_that_only_its_owner_may_enter(new_folder: Path) -> None:
    new_folder.chmod(0o700)
    with EmbeddedPostgres(new_folder / "inner", durable=False) as dsn:
        assert query(dsn, "SELECT 1") == 1
        assert (new_folder / "inner" / "postgres").stat().st_uid == os.geteuid()


@only_root
def test_an_ordinary_user_runs_it_as_oneself(public_folder: Path) -> None:
    if not _can_run_python(ORDINARY):
        pytest.skip("this Python or checkout cannot be read by other users")
    shutil.chown(public_folder, "nobody")
    user = UserProcess(public_folder, wrapper=ORDINARY)
    assert query(user.dsn(), "SELECT 1") == 1
    user.release()
    assert not is_running(public_folder)


@only_root
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_root_without_namespaces_runs_it_as_nobody(public_folder: Path, mode: int) -> None:
    folder = public_folder / "private" / "data"
    folder.parent.mkdir(mode=mode)
    user = UserProcess(folder, program=WITHOUT_NAMESPACES + USER_PROCESS)
    dsn = user.dsn()
    assert query(dsn, "SELECT 1") == 1, user.release()
    assert ("common" in dsn) == (mode == 0o700)
    user.release()
    assert not is_running(folder)


@only_root
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_data_changes_hands_when_namespaces_come_and_go(public_folder: Path) -> None:
    folder = public_folder / "open" / "data"
    with EmbeddedPostgres(folder, durable=False, report=lambda _: None) as dsn:
        query(dsn, "CREATE TABLE kept AS SELECT 7 AS figure")
    user = UserProcess(folder, program=WITHOUT_NAMESPACES + USER_PROCESS)
    assert query(user.dsn(), "SELECT figure FROM kept") == 7
    user.release()
    with EmbeddedPostgres(folder, durable=False) as dsn:
        assert query(dsn, "SELECT figure FROM kept") == 7
