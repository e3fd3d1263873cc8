"""The imports of the domain."""

import pkgutil
import subprocess
import sys

import domain


def test_the_domain_needs_the_standard_library_alone() -> None:
    rooms = [room.name for room in pkgutil.walk_packages(domain.__path__, "domain.")]
    program = "import " + ", ".join(rooms)
    # -S: without the installed packages, so that an import of one fails
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
