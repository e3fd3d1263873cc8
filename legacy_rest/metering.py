"""The cost of a call, and the header fields about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from legacy_rest.problems import Problem, RequestRefused

RATE_LIMITED = Problem(429, "rate_limited", "The account has sent too much. Try again later.")
READ = 2  # the request and the object it returns, as in GraphQL
LEAST_WRITE = 10
BYTES_FOR_ONE = 2_000  # more than a documented delivery has, so a usual call is charged by its items


class Charge(Protocol):
    """An account's rate limit after a charge; `is_accepted` is false if the account cannot afford it."""

    @property
    def is_accepted(self) -> bool: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


# Charges an account the cost of a request, of which a part was paid before: account, cost, part.
Meter = Callable[[str, int, int], Charge]


@dataclass(frozen=True, slots=True)
class _NoCharge:
    is_accepted: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


def charge_nothing(_account_id: str, _cost: int, _paid: int) -> Charge:
    """Accept every request without a charge."""
    return _NoCharge()


def write_cost(items: int, size: int = 0) -> int:
    """Return the cost of a write: one for the request and one for each item, ten at least.

    A body with more than `BYTES_FOR_ONE` bytes for each item costs by its bytes instead.
    """
    return max(1 + max(LEAST_WRITE, items), size // BYTES_FOR_ONE)


def list_cost(deliveries: int) -> int:
    """Return the cost of a list: one for the request and for each delivery that is read, shown or not."""
    return 1 + deliveries


@dataclass(slots=True)
class Bill:
    """The cost of a request to its account; it grows as more of the request is known."""

    request: Request
    meter: Meter
    account_id: str
    paid: int = 0

    def raise_to(self, cost: int) -> None:
        """Charge the unpaid part of `cost`; raises `RequestRefused` if the account cannot afford it."""
        if cost <= self.paid:
            return
        charge = self.meter(self.account_id, cost, self.paid)
        self.request.state.charge = charge
        if not charge.is_accepted:
            raise RequestRefused(RATE_LIMITED)
        self.paid = cost


def add_rate_limit_headers(request: Request, response: Response) -> Response:
    """Add the account's rate limit to the answer, if the account was asked to pay."""
    charge: Charge | None = request.scope["state"].get("charge")
    if charge is not None:
        fields = charge.headers.items()
        response.raw_headers.extend((name.lower().encode(), value.encode()) for name, value in fields)
    return response
