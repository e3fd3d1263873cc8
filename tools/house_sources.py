"""The files that are checked, and the diagnostics about them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Valid for Python 3.11, where an f-string cannot contain its own quotes.
COMMENT_OR_STRING = re.compile(
    r'#[^\n]*|"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
    re.DOTALL,
)
NOT_NEWLINE = re.compile(r"[^\n]")
RELEASED = re.compile(r"^## \[\d", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A place that breaks a rule."""

    path: str
    line: int
    what: str
    rule: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class TextFile:
    """A file whose prose is checked."""

    path: str
    text: str

    @classmethod
    def read(cls, root: Path, path: str) -> "TextFile":
        """Read a file; of a changelog only the unreleased part."""
        text = (root / path).read_text(encoding="utf-8")
        released = RELEASED.search(text) if Path(path).name == "CHANGELOG.md" else None
        return cls(path, text[: released.start()] if released else text)


@dataclass(frozen=True)
class PythonFile(TextFile):
    """A module: its syntax tree and its prose."""

    @classmethod
    def read(cls, root: Path, path: str) -> "PythonFile":
        return cls(path, (root / path).read_text(encoding="utf-8"))

    @property
    def stem(self) -> str:
        return Path(self.path).stem

    @cached_property
    def statements(self) -> list[ast.AST]:
        return list(walk_statements(ast.parse(self.text)))

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in self.statements if isinstance(node, Function)]

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        return [node for node in self.statements if isinstance(node, ast.ClassDef)]

    def prose(self) -> TextFile:
        """Return the comments and strings at their places; spaces replace the code."""
        parts: list[str] = []
        end = 0
        for match in COMMENT_OR_STRING.finditer(self.text):
            parts += [
                NOT_NEWLINE.sub(" ", self.text[end : match.start()]),
                match.group().replace("#", " ", 1),
            ]
            end = match.end()
        return TextFile(self.path, "".join(parts))


def walk_statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements under `node`, without their expressions, which are nine of ten nodes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from walk_statements(child)
