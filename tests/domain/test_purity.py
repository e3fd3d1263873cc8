"""The domain is pure: standard library only, no clock, no randomness, no environment."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain

SOURCES = sorted(Path(domain.__file__).parent.rglob("*.py"))
WORLDLY = {
    "os",
    "io",
    "sys",
    "random",
    "secrets",
    "uuid",
    "pathlib",
    "socket",
    "subprocess",
    "time",
    "logging",
}
IMPURE = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
OF_THE_CLOCK = {"now", "utcnow", "today", "fromtimestamp", "monotonic", "perf_counter", "time_ns"}
CLOCKS = {"datetime", "date", "time"}


def modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module or ""


def reads_the_clock(node: ast.AST) -> bool:
    """Whether the node is `datetime.now` or the like; `self.clock.now` asks a port."""
    if not isinstance(node, ast.Attribute) or node.attr not in OF_THE_CLOCK:
        return False
    return ast.unparse(node.value).rpartition(".")[2] in CLOCKS


@pytest.fixture(params=SOURCES, ids=lambda path: str(path.relative_to(SOURCES[0].parent)))
def tree(request: pytest.FixtureRequest) -> ast.AST:
    source: Path = request.param
    return ast.parse(source.read_text(encoding="utf-8"))


def test_there_are_sources_to_look_at() -> None:
    assert len(SOURCES) > 30


def test_a_module_imports_the_domain_and_the_standard_library_only(tree: ast.AST) -> None:
    roots = {name.partition(".")[0] for name in modules(tree)} - {"domain", "_typeshed"}
    assert roots <= sys.stdlib_module_names
    assert not roots & WORLDLY


def test_a_module_neither_reads_the_clock_nor_touches_the_world(tree: ast.AST) -> None:
    called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not called & IMPURE
    assert not [node for node in ast.walk(tree) if reads_the_clock(node)]


def test_rules_and_values_never_wait() -> None:
    for source in SOURCES:
        if source.parent.name in {"rules", "model"}:
            waits = (ast.AsyncFunctionDef, ast.Await)
            assert not [
                node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, waits)
            ]


@pytest.mark.parametrize("text", ["datetime.now(UTC)", "date.today()", "datetime.datetime.now()"])
def test_the_clock_would_be_noticed(text: str) -> None:
    assert any(reads_the_clock(node) for node in ast.walk(ast.parse(text)))


def test_asking_a_port_for_the_time_is_no_clock() -> None:
    assert not any(reads_the_clock(node) for node in ast.walk(ast.parse("self.clock.now()")))
