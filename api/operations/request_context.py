"""The id and the token of a request."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from secrets import token_hex
from typing import Any, Final

from api.operations.header_fields import HeaderFields

# The state of the present request, for log lines from places that do not see the request.
CURRENT: Final[ContextVar[dict[str, Any]]] = ContextVar("request")
SANE_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def sane_id(text: str) -> str | None:
    """Return the id, `None` if it is not fit for a log."""
    return text if text and SANE_ID.fullmatch(text) else None


def token_of(fields: HeaderFields) -> str | None:
    """Return the header field `Token`, or else the bearer token of `Authorization`."""
    if token := fields.first(b"token").strip():
        return token
    scheme, _, credentials = fields.first(b"authorization").partition(" ")
    return credentials.strip() or None if scheme.lower() == "bearer" else None


def request_ids() -> Callable[[], str]:
    """Return a source of ids that no two processes share: a random prefix and a counter."""
    prefix, numbers = token_hex(6), count(1)
    return lambda: f"{prefix}-{next(numbers):x}"
