"""The order of the migrations, read from their files."""

import re
from functools import cache
from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"

# However it is quoted, annotated or not. Parsing the migrations would make every start 25 ms longer.
_LINK = re.compile(
    r"""^(revision|down_revision)(?:\s*:[^=]+)?\s*=\s*(?:["'](\w+)["']|None)""",
    re.MULTILINE,
)


def newest() -> str:
    """The revision that no other one follows."""
    return order_revisions()[-1]


@cache
def order_revisions(folder: Path = VERSIONS) -> tuple[str, ...]:
    """Return the revisions from the first to the newest, read from the migrations themselves.

    Raises `ValueError` where they are not one chain.
    """
    links = [_read_link(file) for file in sorted(folder.glob("[!_]*.py"))]
    following = {previous: revision for revision, previous in links}
    order: list[str] = []
    previous = None
    while previous in following:
        previous = following.pop(previous)
        order.append(previous)
    if len(order) < len(links):
        raise ValueError(f"the migrations are not one chain, which breaks after {previous}")
    return tuple(order)


def _read_link(file: Path) -> tuple[str, str | None]:
    """Return a migration's revision and the one before it."""
    found = dict(_LINK.findall(file.read_text(encoding="utf-8")))
    if found.keys() != {"revision", "down_revision"} or not found["revision"]:
        raise ValueError(f"{file.name} does not say which revision it is and which one it follows")
    return found["revision"], found["down_revision"] or None
