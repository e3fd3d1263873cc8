"""Rate limits as leaky buckets, one for each account: charges fill it, time drains it."""

from dataclasses import dataclass, field
from math import ceil
from typing import Final


@dataclass(slots=True)
class RateLimitStatus:
    """An account's rate limit: `remaining` of `limit`, of which `restore_rate` is restored each second.

    `retry_after` is 0 if a charge was accepted, else the whole seconds until it would be.
    """

    limit: int
    remaining: int
    restore_rate: float
    retry_after: int = 0

    @property
    def is_accepted(self) -> bool:
        return self.retry_after == 0

    @property
    def headers(self) -> dict[str, str]:
        """The header fields; `RateLimit-Reset` is the seconds until the whole limit is restored."""
        reset = ceil((self.limit - self.remaining) / self.restore_rate)
        fields = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(reset),
        }
        return fields if self.is_accepted else {**fields, "Retry-After": str(self.retry_after)}


ROUNDING: Final = 1e-6  # tolerance for sums of seconds, so that a client that waits `retry_after` is accepted


@dataclass(slots=True)
class LeakyBuckets:
    """One process's share of the rate limit: `capacity` at once, `per_second` in the long run.

    `now` is the time of any clock in seconds that never goes back. At most `most_accounts` have buckets;
    beyond that those unused for longest are dropped, as if they were empty.
    """

    capacity: int
    per_second: float
    most_accounts: int = 100_000
    _full: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def shared_by(cls, workers: int, capacity: int, per_second: float) -> "LeakyBuckets":
        """Return the buckets of one of several processes that share a limit."""
        return cls(max(1, capacity // workers), per_second / workers)

    def reduce(self, divisor: int, least: int) -> "LeakyBuckets":
        """Return buckets that hold and restore a part of these, and hold `least` at least."""
        return LeakyBuckets(max(least, self.capacity // divisor), self.per_second / divisor)

    def take(self, account: str, amount: int, now: float, paid: int = 0) -> RateLimitStatus:
        """Charge `amount` less the part already `paid`, or nothing if the bucket would overflow.

        More than the capacity takes a whole bucket, so that it is possible at all. After a refusal the paid
        part is lost, so `retry_after` is the time until all of `amount` fits.
        """
        filled, amount = self._current_fill(account, now), min(amount, self.capacity)
        filled_then = filled + amount - min(paid, amount)
        if filled_then - self.capacity > ROUNDING:
            return self._level(filled, max(1, ceil((filled + amount - self.capacity) / self.per_second)))
        return self._fill(account, min(filled_then, self.capacity), now)

    def give_back(self, account: str, amount: int, now: float) -> RateLimitStatus:
        """Give back a part of a charge that was not needed."""
        return self._fill(account, max(0.0, self._current_fill(account, now) - amount), now)

    def level(self, account: str, now: float) -> RateLimitStatus:
        """Return the account's rate limit without a charge."""
        return self._level(self._current_fill(account, now))

    def _current_fill(self, account: str, now: float) -> float:
        filled, then = self._full.get(account, (0.0, now))
        return max(0.0, filled - (now - then) * self.per_second)

    def _fill(self, account: str, filled: float, now: float) -> RateLimitStatus:
        self._full.pop(account, None)
        self._full[account] = (filled, now)
        if len(self._full) > self.most_accounts:
            del self._full[next(iter(self._full))]
        return self._level(filled)

    def _level(self, filled: float, retry_after: int = 0) -> RateLimitStatus:
        return RateLimitStatus(self.capacity, int(self.capacity - filled), self.per_second, retry_after)
