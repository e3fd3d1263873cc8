"""A leaky bucket for each account: what it spends fills the bucket, time empties it."""

from dataclasses import dataclass, field
from math import ceil
from typing import Final


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """Where an account stands: `remaining` of `limit`, `restore_rate` a second come back.

    `retry_after` is 0 where a charge was taken, else the whole seconds until it would be.
    """

    limit: int
    remaining: int
    restore_rate: float
    retry_after: int = 0

    @property
    def taken(self) -> bool:
        return self.retry_after == 0

    @property
    def headers(self) -> dict[str, str]:
        """`RateLimit-Reset` is the seconds until everything is there again."""
        reset = ceil((self.limit - self.remaining) / self.restore_rate)
        named = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(reset),
        }
        return named if self.taken else {**named, "Retry-After": str(self.retry_after)}


ROUNDING: Final = 1e-6  # by which sums of seconds may be off; who has waited as told is not sent away


@dataclass(slots=True)
class LeakyBuckets:
    """One process's share of the limit: `capacity` at once, `per_second` in the long run.

    `now` is any clock in seconds that never goes back. At most `keep` accounts are remembered; beyond that
    the ones that were quiet longest are forgotten, as if their buckets had run empty.
    """

    capacity: int
    per_second: float
    keep: int = 100_000
    _full: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def shared_by(cls, workers: int, capacity: int, per_second: float) -> "LeakyBuckets":
        """The buckets of one of several processes that share a limit."""
        return cls(max(1, capacity // workers), per_second / workers)

    def take(self, account: str, amount: int, now: float, paid: int = 0) -> RateLimitStatus:
        """Charge `amount` less what was `paid` of it, or nothing at all where the bucket would overflow.

        More than ever fits takes a whole bucket, so that it has its turn too. After a refusal what was paid
        is lost, so `retry_after` is the time until all of `amount` fits.
        """
        filled, amount = self._current_fill(account, now), min(amount, self.capacity)
        filled_then = filled + amount - min(paid, amount)
        if filled_then - self.capacity > ROUNDING:
            return self._level(filled, max(1, ceil((filled + amount - self.capacity) / self.per_second)))
        return self._keep(account, min(filled_then, self.capacity), now)

    def give_back(self, account: str, amount: int, now: float) -> RateLimitStatus:
        """Return what was charged and not needed."""
        return self._keep(account, max(0.0, self._current_fill(account, now) - amount), now)

    def level(self, account: str, now: float) -> RateLimitStatus:
        """Where the account stands, uncharged."""
        return self._level(self._current_fill(account, now))

    def _current_fill(self, account: str, now: float) -> float:
        filled, then = self._full.get(account, (0.0, now))
        return max(0.0, filled - (now - then) * self.per_second)

    def _keep(self, account: str, filled: float, now: float) -> RateLimitStatus:
        self._full.pop(account, None)
        self._full[account] = (filled, now)
        if len(self._full) > self.keep:
            del self._full[next(iter(self._full))]
        return self._level(filled)

    def _level(self, filled: float, retry_after: int = 0) -> RateLimitStatus:
        return RateLimitStatus(self.capacity, int(self.capacity - filled), self.per_second, retry_after)
