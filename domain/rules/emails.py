"""The form of e-mail addresses; whether one exists is not checked."""

import re

LONGEST = 254
_LONGEST_LOCAL = 64
_LONGEST_LABEL = 63

_LOCAL_PART = r"""[^\s@.<>()\[\]\\,;:"]+"""
_LABEL = (
    rf"(?!-)[^\s!-,./:-@\[-`{{-~]{{1,{_LONGEST_LABEL}}}(?<!-)"  # of ASCII only letters, digits and hyphens
)
_EMAIL = re.compile(rf"(?P<local>{_LOCAL_PART}(?:\.{_LOCAL_PART})*)@(?:{_LABEL}\.)+(?P<last>{_LABEL})")


def is_email(text: str) -> bool:
    """Whether the text has one @, a dot after it, and no empty part; both sides may be in any alphabet."""
    if len(text) > LONGEST or not text.isprintable():
        return False
    parts = _EMAIL.fullmatch(text)
    return parts is not None and len(parts["local"]) <= _LONGEST_LOCAL and not parts["last"].isdecimal()
