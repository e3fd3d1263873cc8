"""Rules for names: no bare past participles, no old names, no name defined twice without a reason."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from english import WORDS, is_past_participle
from house_sources import Diagnostic, Function, PythonFile

FRAMEWORK = frozenset(WORDS["framework"]["names"].split())
NAMELESS = frozenset({"__init__", "__main__", "conftest"})
MIRRORS = tuple(WORDS["twice"]["mirrors"])
MIRRORED = WORDS["twice"]["mirrored"]

Place = tuple[str, int]  # path and line


@dataclass(frozen=True)
class OldName:
    """A name that is no longer used in `folder`, and a better one."""

    old: str
    better: str
    folder: str = ""


OLD_FUNCTIONS = [OldName(*entry) for entry in WORDS["old_names"]["functions"]]
OLD_CLASSES = [OldName(*entry) for entry in WORDS["old_names"]["classes"]]
OLD_MODULES = [OldName(*entry) for entry in WORDS["old_names"]["modules"]]


def check_names(source: PythonFile) -> Iterator[Diagnostic]:
    """Yield the functions and classes, and the module, whose name is refused."""
    for function in source.functions:
        what = None if is_exempt(function) else refuse_function(function.name.strip("_"), source.path)
        if what:
            yield Diagnostic(source.path, function.lineno, f"function `{function.name}` {what}", "name")
    for node in source.classes:
        what = refuse_old(node.name.strip("_"), source.path, OLD_CLASSES)
        if what:
            yield Diagnostic(source.path, node.lineno, f"class `{node.name}` {what}", "name")
    what = refuse_old(source.stem, source.path, OLD_MODULES)
    if what:
        yield Diagnostic(source.path, 1, f"module `{source.stem}` {what}", "name")


def is_exempt(function: Function) -> bool:
    """Whether the name is Python's or a framework's, or the sentence of a test."""
    name = function.name
    is_dunder = name.startswith("__") and name.endswith("__")
    return is_dunder or name.startswith("test_") or name in FRAMEWORK or is_override(function)


def is_override(function: Function) -> bool:
    return any(ast.unparse(decorator).endswith("override") for decorator in function.decorator_list)


def refuse_function(name: str, path: str) -> str | None:
    if old := refuse_old(name, path, OLD_FUNCTIONS):
        return old
    if "_" not in name and is_past_participle(name):
        return "is a bare past participle: say verb and object, or the noun of a property"
    return None


def refuse_old(name: str, path: str, names: list[OldName]) -> str | None:
    for each in names:
        if each.old == name and path.startswith(each.folder):
            return f"is an old name: {each.better}"
    return None


def check_repetitions(sources: Iterable[PythonFile]) -> Iterator[Diagnostic]:
    """Yield the classes and modules whose name is defined twice without a listed reason."""
    classes: dict[str, list[Place]] = defaultdict(list)
    modules: dict[str, list[Place]] = defaultdict(list)
    for source in sources:
        modules[source.stem].append((source.path, 1))
        for node in source.classes:
            classes[node.name].append((source.path, node.lineno))
    yield from find_repeated("class", classes, WORDS["twice"]["classes"])
    yield from find_repeated("module", modules, WORDS["twice"]["modules"])


def find_repeated(
    kind: str, names: Mapping[str, list[Place]], allowed: Iterable[str]
) -> Iterator[Diagnostic]:
    for name, places in names.items():
        if name in NAMELESS or any(fnmatch(name, pattern) for pattern in allowed):
            continue
        own = leave_out_mirrors(places)
        for path, line in own if len(own) > 1 else []:
            others = ", ".join(other for other, at in own if (other, at) != (path, line))
            yield Diagnostic(path, line, f"{kind} `{name}` is defined in {others} too", "twice")


def leave_out_mirrors(places: list[Place]) -> list[Place]:
    """Leave out the GraphQL types if the domain defines the name too."""
    if not any(path.startswith(MIRRORED) for path, _ in places):
        return places
    return [(path, line) for path, line in places if not path.startswith(MIRRORS)]
