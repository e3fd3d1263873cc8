"""Compare the schema with the two committed ones, as part of `make check`.

`check` requires `schema.graphql` to be the schema that is served, and refuses changes that would break a
client of the one in `docs/contract`. `write` updates the first, `release` both.
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
    """Return each breaking change as a sentence."""
    found = find_breaking_changes(build_schema(released), build_schema(served))
    return [f"{change.description} ({change.type.name})" for change in found]


def complaints(committed: str, released: str, served: str) -> Iterator[str]:
    """Yield what is wrong."""
    if committed != served:
        yield "schema.graphql is not the schema that is served: python -m api.graphql.contract write"
    for change in breaking_changes(released, served):
        yield f"this would break clients: {change}"


def check() -> None:
    """Exit with 1 if there are complaints; raises `FileNotFoundError` if a file is missing."""
    found = list(complaints(_text(COMMITTED), _text(RELEASED), sdl()))
    sys.stderr.writelines(f"GraphQL contract: {each}\n" for each in found)
    if found:
        sys.exit(1)


def write() -> None:
    COMMITTED.write_text(sdl(), encoding="utf-8")


def release() -> None:
    """Write both schemas; commit the released one only with a release or an agreed breaking change."""
    write()
    RELEASED.write_text(sdl(), encoding="utf-8")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


COMMANDS: Mapping[str, Callable[[], None]] = {"check": check, "write": write, "release": release}


def main(arguments: list[str]) -> None:
    """Run the command that is named."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.exit(f"usage: python -m api.graphql.contract {'|'.join(COMMANDS)}")
    COMMANDS[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
