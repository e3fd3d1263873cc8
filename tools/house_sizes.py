"""Rules for the length of functions and files, and a table of lengths."""

from collections.abc import Iterator, Sequence

from english import WORDS, is_verb
from house_sources import Diagnostic, Function, PythonFile

LONGEST_FUNCTION: int = WORDS["longest_function"]
LONGEST_FILE: int = WORDS["longest_file"]
HEADER = (
    f"{'':12} {'files':>6} {'median':>6} {'p90':>5} {'functions':>10} {'median':>6} {'p90':>5} {'verb':>6}"
)
PROPERTIES = frozenset({"property", "cached_property"})


def check_sizes(source: PythonFile) -> Iterator[Diagnostic]:
    """Yield the functions and the file that are too long."""
    lines = count_lines(source)
    if lines > LONGEST_FILE:
        yield Diagnostic(source.path, 1, f"{lines} lines, at most {LONGEST_FILE}", "size")
    for function in source.functions:
        length = measure(function)
        if length > LONGEST_FUNCTION:
            what = f"function `{function.name}` has {length} lines, at most {LONGEST_FUNCTION}"
            yield Diagnostic(source.path, function.lineno, what, "size")


def summarise(rooms: Sequence[str], sources: Sequence[PythonFile]) -> str:
    """Return a table with a row for each room: lengths, and the share of functions that begin with a verb."""
    rows = [
        format_row(room, [each for each in sources if each.path.startswith(f"{room}/")]) for room in rooms
    ]
    return "\n".join([HEADER, *rows, format_row("all", sources)])


def format_row(title: str, sources: Sequence[PythonFile]) -> str:
    files = [count_lines(source) for source in sources]
    functions = [function for source in sources for function in source.functions]
    lengths = [measure(function) for function in functions]
    share = share_of_verbs(functions)
    return f"{title:12} {format_lengths(files, 6)} {format_lengths(lengths, 10)} {share:6.0%}"


def format_lengths(lengths: Sequence[int], width: int) -> str:
    """Return how many there are, their median and their 90th percentile."""
    return f"{len(lengths):{width}} {quantile(lengths, 0.5):6} {quantile(lengths, 0.9):5}"


def count_lines(source: PythonFile) -> int:
    return len(source.text.splitlines())


def measure(function: Function) -> int:
    """Return a function's lines, decorators not counted."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def quantile(values: Sequence[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0


def share_of_verbs(functions: Sequence[Function]) -> float:
    """Return the share of functions that begin with a verb, without tests, properties and dunder methods."""
    words = [function.name.strip("_").split("_")[0] for function in functions if is_counted(function)]
    return sum(is_verb(word) for word in words) / len(words) if words else 0.0


def is_counted(function: Function) -> bool:
    is_property = any(getattr(each, "id", "") in PROPERTIES for each in function.decorator_list)
    return not (is_property or function.name.startswith(("test_", "__")))
