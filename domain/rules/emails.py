"""The form of e-mail addresses; whether one exists is not checked."""

import re

LONGEST = 254
_LONGEST_LOCAL = 64
_LONGEST_LABEL = 63

_LOCAL_PART = re.compile(r"""[^\s@.<>()\[\]\\,;:"]+""")
_LABEL = re.compile(r"(?!-)[^\s!-,./:-@\[-`{-~]+(?<!-)")  # of ASCII only letters, digits and hyphens


def is_email(text: str) -> bool:
    """Whether the text has one @, a dot after it, and no empty part; both sides may be in any alphabet."""
    local, _, domain = text.partition("@")
    labels = domain.split(".")
    return (
        text.isprintable()
        and len(text) <= LONGEST
        and len(local) <= _LONGEST_LOCAL
        and all(map(_LOCAL_PART.fullmatch, local.split(".")))
        and all(len(label) <= _LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels)
        and len(labels) > 1
        and not labels[-1].isdecimal()
    )
