import subprocess
import sys

from tests.api.cli.conftest import ROOT

ALLOWED = """
import resource
from api.operations.file_limit import allow_many_files
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, 900))
allow_many_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_as_many_files_may_be_open_as_the_machine_permits() -> None:
    for soft in (100, 900):
        program = [sys.executable, "-c", ALLOWED.format(soft=soft)]
        told = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert told.split() == ["900", "900"]
