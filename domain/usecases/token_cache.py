"""What was found out about a token is believed for some seconds: so long may a revocation take to act."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.model.caller import Identity

# A subscription asks again every two seconds, and all in all a revocation has to act within five.
BELIEVED = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class CachedIdentity:
    """Whom a token stood for at an instant; `None` for nobody."""

    identity: Identity | None
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Never past the token's own end, and not where the clock was set back."""
        ends = self.at + BELIEVED
        return self.at <= now < (self.identity.end_before(ends) if self.identity else ends)


@dataclass(slots=True)
class TokenCache:
    """The verdicts of this process, by the token's hash; of more than `most` the oldest are forgotten."""

    most: int = 10_000
    _kept: dict[str, CachedIdentity] = field(default_factory=dict)
    _coming: dict[str, "asyncio.Task[CachedIdentity]"] = field(default_factory=dict)

    def get(self, token_hash: str, now: datetime) -> CachedIdentity | None:
        verdict = self._kept.get(token_hash)
        return verdict if verdict and verdict.is_fresh(now) else None

    async def get_or_load(
        self, token_hash: str, judge: Callable[[], Coroutine[None, None, CachedIdentity]]
    ) -> CachedIdentity:
        """Judge, or wait with who came first: a thousand subscribers of one token ask at the same moment."""
        coming = self._coming.get(token_hash)
        if coming is None:
            coming = self._coming[token_hash] = asyncio.create_task(judge())
            coming.add_done_callback(lambda judged: self._forget_lookup(token_hash, judged))
        return await asyncio.shield(coming)  # who was first may be the first to go

    def _forget_lookup(self, token_hash: str, judged: "asyncio.Task[CachedIdentity]") -> None:
        del self._coming[token_hash]
        judged.cancelled() or judged.exception()  # seen, even where nobody waits for it any more

    def put(self, token_hash: str, verdict: CachedIdentity) -> None:
        self._kept.pop(token_hash, None)
        self._kept[token_hash] = verdict
        if len(self._kept) > self.most:
            del self._kept[next(iter(self._kept))]
