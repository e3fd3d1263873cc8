"""Rules for prose: phrases to avoid in comments, strings, Markdown and GraphQL descriptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from english import WORDS
from house_sources import Diagnostic, TextFile


@dataclass(frozen=True)
class Habit:
    """A phrase to avoid, the better wording, and an example of each."""

    pattern: re.Pattern[str]
    instead: str
    bad: str
    good: str

    @classmethod
    def from_entry(cls, entry: dict[str, Any]) -> "Habit":
        pattern = re.compile(entry["pattern"].replace(" ", r"\s+"), re.MULTILINE)
        return cls(pattern, entry["instead"], entry["bad"], entry["good"])


HABITS = [Habit.from_entry(entry) for entry in WORDS["prose"]]


def check_prose(text: TextFile) -> Iterator[Diagnostic]:
    """Yield the phrases to avoid, each at the line where it ends."""
    for habit in HABITS:
        for match in habit.pattern.finditer(text.text):
            line = text.text.count("\n", 0, match.end()) + 1
            words = " ".join(match.group().split()).lstrip("\"'#* ")
            yield Diagnostic(text.path, line, f'"{words}": {habit.instead}', "prose")
