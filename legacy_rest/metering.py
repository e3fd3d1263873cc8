"""What a call costs its account, and what the answer tells of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from legacy_rest.problems import Problem, RequestRefused

READ = 2  # the request and what it shows, as in GraphQL
LEAST_WRITE = 10
BYTES_FOR_ONE = 2_000  # more than a documented delivery takes, so a usual call pays for its items


class Charge(Protocol):
    """Where an account stands after a charge; `taken` is false where it cannot afford it."""

    @property
    def taken(self) -> bool: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


# Charges an account the cost of a request, of which a part was paid before: account, cost, part.
Meter = Callable[[str, int, int], Charge]


@dataclass(frozen=True, slots=True)
class _NoCharge:
    taken: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


def charge_nothing(_account_id: str, _cost: int, _paid: int) -> Charge:
    """Charge nothing."""
    return _NoCharge()


def write_cost(items: int, size: int = 0) -> int:
    """The cost of a write: one for the request and one for each item, ten at least.

    A body of more than `BYTES_FOR_ONE` bytes for each of them costs by its bytes instead.
    """
    return max(1 + max(LEAST_WRITE, items), size // BYTES_FOR_ONE)


@dataclass(slots=True)
class Bill:
    """What a request costs its account; it grows as more is known of the request."""

    request: Request
    meter: Meter
    account_id: str
    paid: int = 0

    def raise_to(self, cost: int) -> None:
        """Charge what is not paid of `cost`; raises `RequestRefused` where the account cannot afford it."""
        if cost <= self.paid:
            return
        standing = self.meter(self.account_id, cost, self.paid)
        if not standing.taken:
            message = "The account has sent too much. Try again later."
            raise RequestRefused(Problem(429, "rate_limited", message, headers=standing.headers))
        self.paid = cost
        self.request.state.standing = standing


def add_rate_limit_headers(request: Request, response: Response) -> Response:
    """The answer with where the account stands, once it was charged."""
    standing: Charge | None = getattr(request.state, "standing", None)
    if standing is not None:
        response.headers.update(standing.headers)
    return response
