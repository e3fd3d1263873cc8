"""Forms with bracket keys: `0[pickup_window][from]=02:10` is a field in a group of the first item."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

MOST_FIELDS = 500_000
DEEPEST = 4  # what lies deeper is no field of ours, and must not cost nesting


def form_value(text: str) -> object:
    """A list where keys are numbered, in the order of the numbers, else a dictionary; raises `ValueError`."""
    tree = nested(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    numbered = sorted((key for key in tree if _is_number(key)), key=int)
    return [tree[key] for key in numbered] or tree


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """One dictionary for each group of keys; of two values in one place the last one counts."""
    root: dict[str, object] = {}
    for key, value in pairs:
        *groups, name = key.replace("]", "").split("[", DEEPEST - 1)
        here = root
        for group in groups:
            inner = here.get(group)
            if not isinstance(inner, dict):
                inner = here[group] = {}
            here = inner
        here[name] = value
    return root


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < len(str(MOST_FIELDS))
