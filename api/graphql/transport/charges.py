"""Charges: what is known of a request's cost is taken before the work is done, the excess given back."""

from dataclasses import dataclass
from typing import Final

from api.graphql.transport.cost_extension import cost_extension
from api.graphql.transport.options import Payer, RateLimiter
from api.graphql.transport.refusals import Code, HttpRefusal
from api.operations.rate_limit import RateLimitStatus

REQUEST: Final = 1
NEW_DOCUMENT: Final = 3
"""The cost of preparing a document that is not kept, besides the operation's cost."""
BYTES_OF_ONE: Final = 50_000
VALUES_OF_ONE: Final = 500


def input_cost(size: int, values: int = 0) -> int:
    """Return the least cost of a request of so many bytes, with so many values in its variables."""
    return max(REQUEST, size // BYTES_OF_ONE, values // VALUES_OF_ONE)


@dataclass(slots=True)
class RequestCharge:
    """What a payer has paid for one request; without a rate limit nothing is charged."""

    rate: RateLimiter | None
    payer: Payer
    paid: int = 0

    @property
    def level(self) -> RateLimitStatus | None:
        return self.rate.level(self.payer) if self.rate else None

    def raise_to(self, cost: int) -> None:
        """Take what is not paid of the cost yet; raises `HttpRefusal` if the bucket would overflow."""
        if cost > self.paid:
            self._take(cost, self.paid)
            self.paid = cost

    def add(self, cost: int) -> None:
        """Take a cost that is not the operation's; raises `HttpRefusal` if the bucket would overflow."""
        self._take(cost, 0)

    def lower_to(self, cost: int) -> None:
        """Give back what was paid beyond the actual cost."""
        if self.rate and cost < self.paid:
            self.rate.give_back(self.payer, self.paid - cost)
            self.paid = cost

    def _take(self, cost: int, paid: int) -> None:
        if self.rate is None:
            return
        level = self.rate.take(self.payer, cost, paid)
        if not level.is_accepted:
            who = "The address" if self.payer.is_anonymous else "The account"
            message = f"{who} exceeds its rate limit; try again in {level.retry_after} s."
            extensions = cost_extension(cost, 0, level)
            raise HttpRefusal(429, Code.RATE_LIMITED, message, level.headers, extensions)
