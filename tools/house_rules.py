"""Check names, sizes and prose against the project's rules; the word lists are in house_words.toml.

`tools/house_rules.py [ROOT]` prints `path:line: what` for each diagnostic and exits with 1 if there is any.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from english import WORDS
from house_names import check_names, check_repetitions
from house_prose import check_prose
from house_sizes import check_sizes, summarise
from house_sources import Diagnostic, PythonFile, TextFile

ROOMS = tuple(WORDS["rooms"])
FOLDERS = tuple(f"{room}/" for room in ROOMS)
EXEMPT = [(entry["rule"], entry["path"]) for entry in WORDS["exempt"]]
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "generated"})
PROSE = (".md", "api/graphql/schema.graphql")


def main(arguments: list[str]) -> int:
    """Print the diagnostics and a summary; return the exit code."""
    root = Path(arguments[0] if arguments else ".")
    paths = list(find_files(root))
    sources = [PythonFile.read(root, path) for path in paths if is_python(path)]
    texts = [TextFile.read(root, path) for path in paths if path.endswith(PROSE)]
    diagnostics = sorted(each for each in apply_rules(sources, texts) if not is_exempt(each))
    for diagnostic in diagnostics:
        sys.stdout.write(f"{diagnostic}\n")
    counts = Counter(diagnostic.rule for diagnostic in diagnostics)
    sys.stdout.write(f"\n{summarise(ROOMS, sources)}\n\n{format_counts(counts)}\n")
    return 1 if diagnostics else 0


def find_files(root: Path) -> Iterator[str]:
    """Yield the paths of all files under `root`, relative to it, without hidden and generated folders."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS]
        yield from (Path(folder, name).relative_to(root).as_posix() for name in files)


def is_python(path: str) -> bool:
    return path.endswith(".py") and path.startswith(FOLDERS)


def apply_rules(sources: list[PythonFile], texts: list[TextFile]) -> Iterator[Diagnostic]:
    """Yield the diagnostics of all rules, also for exempt files."""
    for source in sources:
        yield from check_names(source)
        yield from check_sizes(source)
    yield from check_repetitions(sources)
    for text in (*(source.prose() for source in sources), *texts):
        yield from check_prose(text)


def is_exempt(diagnostic: Diagnostic) -> bool:
    return any(diagnostic.rule == rule and fnmatch(diagnostic.path, path) for rule, path in EXEMPT)


def format_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{rule}: {counts[rule]}" for rule in ("name", "twice", "size", "prose"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
