"""What a call costs its account, and what the answer tells of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from legacy_rest.problems import Declined, Problem

READ = 2  # the request and what it shows, as in GraphQL
LEAST_WRITE = 10


class Standing(Protocol):
    """Where an account stands after a charge; `taken` is false where it cannot afford it."""

    @property
    def taken(self) -> bool: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


Meter = Callable[[str, int], Standing]


@dataclass(frozen=True, slots=True)
class _Free:
    taken: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


def unmetered(_account_id: str, _cost: int) -> Standing:
    """Charge nothing."""
    return _Free()


def write(items: int) -> int:
    """The cost of a write: the request, and one for each item, ten at least."""
    return 1 + max(LEAST_WRITE, items)


def charge(request: Request, meter: Meter, account_id: str, cost: int) -> None:
    """Raises `Declined` where the account has spent what it may."""
    standing = meter(account_id, cost)
    if not standing.taken:
        message = "The account has sent too much. Try again later."
        raise Declined(Problem(429, "rate_limited", message, headers=standing.headers))
    request.state.standing = standing


def told(request: Request, response: Response) -> Response:
    """The answer with where the account stands, once it was charged."""
    standing: Standing | None = getattr(request.state, "standing", None)
    if standing is not None:
        response.headers.update(standing.headers)
    return response
