"""What the domain may know of the world."""

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys
import domain
for module in pkgutil.walk_packages(domain.__path__, "domain."):
    importlib.import_module(module.name)
names = {name.partition(".")[0] for name in sys.modules}
print(*sorted(names - set(sys.stdlib_module_names) - {"domain", "__mp_main__"}))
"""


def test_the_domain_needs_the_standard_library_alone() -> None:
    bare = [sys.executable, "-S", "-c", PROGRAM]  # -S: without the installed packages, so that imports fail
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
