"""Hold the schema against the two that are committed, run by `make check`.

`check` wants `schema.graphql` to be the schema that is served, and refuses what would break a client of the
one in `docs/contract`. `write` brings the first in step; `release` makes today's schema the promise.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from graphql import build_schema, find_breaking_changes

from api.graphql.sdl import sdl

ROOT = Path(__file__).resolve().parent.parent.parent
COMMITTED = ROOT / "api" / "graphql" / "schema.graphql"
RELEASED = ROOT / "docs" / "contract" / "schema.released.graphql"


def breaking_changes(released: str, served: str) -> list[str]:
    """Each in a sentence, for people."""
    found = find_breaking_changes(build_schema(released), build_schema(served))
    return [f"{change.description} ({change.type.name})" for change in found]


def complaints(committed: str, released: str, served: str) -> Iterator[str]:
    """What is wrong, nothing where all is well."""
    if committed != served:
        yield "schema.graphql is not the schema that is served: python -m api.graphql.contract write"
    for change in breaking_changes(released, served):
        yield f"this would break clients: {change}"


def check() -> None:
    """Exit with 1 and every complaint; a file that is missing is an error too."""
    found = list(complaints(_text(COMMITTED), _text(RELEASED), sdl()))
    sys.stderr.writelines(f"GraphQL contract: {each}\n" for each in found)
    if found:
        sys.exit(1)


def write() -> None:
    COMMITTED.write_text(sdl(), encoding="utf-8")


def release() -> None:
    """To be committed with a release alone, or with a break that was agreed on."""
    write()
    RELEASED.write_text(sdl(), encoding="utf-8")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


COMMANDS: Mapping[str, Callable[[], None]] = {"check": check, "write": write, "release": release}


def main(arguments: list[str]) -> None:
    """Run the one command that is named."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.exit(f"usage: python -m api.graphql.contract {'|'.join(COMMANDS)}")
    COMMANDS[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
