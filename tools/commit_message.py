"""Refuse a commit message whose subject is not a short command; run by pre-commit with the message's file."""

import sys
from collections.abc import Iterator
from pathlib import Path

from english import is_plain_form

LONGEST_SUBJECT = 72
SCISSORS = (
    "# ------------------------ >8 ------------------------"  # git removes this line and all lines below
)
AUTOSQUASH = ("amend! ", "fixup! ", "squash! ")


def main(arguments: list[str]) -> int:
    """Print the problems of the message in the named file; return the exit code."""
    problems = list(check_message(Path(arguments[0]).read_text(encoding="utf-8")))
    for problem in problems:
        sys.stderr.write(f"commit message: {problem}\n")
    return 1 if problems else 0


def check_message(message: str) -> Iterator[str]:
    """Yield the problems of a message as the editor leaves it; git itself refuses an empty one."""
    subject, *rest = strip_comments(message).split("\n")
    yield from check_subject(strip_autosquash(subject))
    if rest and rest[0].strip():
        yield "the second line must be blank"


def strip_comments(message: str) -> str:
    """Return the message as git stores it."""
    lines = message.partition(SCISSORS)[0].splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


def strip_autosquash(subject: str) -> str:
    """Return the subject without the marks that `git rebase --autosquash` removes."""
    while subject.startswith(AUTOSQUASH):
        subject = subject.partition("! ")[2]
    return subject


def check_subject(subject: str) -> Iterator[str]:
    if len(subject) > LONGEST_SUBJECT:
        yield f"the subject has {len(subject)} characters, at most {LONGEST_SUBJECT}"
    if subject and not subject[0].isupper():
        yield "the subject must begin with a capital letter"
    if subject.endswith("."):
        yield "the subject must not end with a full stop"
    word = subject.partition(" ")[0].strip(",:;")
    if not is_plain_form(word.lower()):
        yield f"the subject must begin with a command: `Add …`, not `{word} …`"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
