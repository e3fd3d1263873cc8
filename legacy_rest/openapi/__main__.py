"""Compare the document with the committed one, as part of `make check`; `write` updates that.

`python -m legacy_rest.openapi check|write`
"""

import sys
from pathlib import Path

from legacy_rest.openapi.document import openapi_text

COMMITTED = Path(__file__).resolve().parent.parent.parent / "docs" / "contract" / "openapi.json"


def check() -> None:
    """Exit with 1 if the committed document is not the one that is served."""
    if not COMMITTED.exists() or COMMITTED.read_text(encoding="utf-8") != openapi_text():
        sys.exit("OpenAPI: openapi.json is not the served document: python -m legacy_rest.openapi write")


def write() -> None:
    COMMITTED.write_text(openapi_text(), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Run the command that is named."""
    commands = {"check": check, "write": write}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.exit(f"usage: python -m legacy_rest.openapi {'|'.join(commands)}")
    commands[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
