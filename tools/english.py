"""English as far as the checks of names and commit messages need it; the words stand in house_words.toml."""

import tomllib
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("house_words.toml").read_text(encoding="utf-8")
)
IRREGULAR = frozenset(WORDS["participles"]["irregular"].split())
PREFIXES = tuple(WORDS["participles"]["prefixes"].split())
EXCEPTIONS = frozenset(WORDS["participles"]["exceptions"])
PLAIN_FORMS = frozenset(WORDS["endings"]["plain_forms"].split())
VERBS = frozenset(WORDS["verbs"]["words"].split())


def is_past_participle(word: str) -> bool:
    """Whether a lower-case word is a participle and nothing else: `sent`, `listed`; not `read`, `feed`."""
    if word in EXCEPTIONS:
        return False
    stems = {word, *(word.removeprefix(prefix) for prefix in PREFIXES)}
    return not stems.isdisjoint(IRREGULAR) or (word.endswith("ed") and word != "ed")


def is_verb(word: str) -> bool:
    """Whether a lower-case word is a verb's plain form, a modal verb or `is` or `has`."""
    return word in VERBS


def is_plain_form(word: str) -> bool:
    """Whether a lower-case word may be a verb's plain form, by its ending: `pass`; not `adds`, `adding`."""
    if word in PLAIN_FORMS:
        return True
    is_third_person = word.endswith("s") and not word.endswith("ss")
    return not (is_third_person or word.endswith("ing") or is_past_participle(word))
