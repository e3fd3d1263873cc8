import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from domain.model.auth import CachedIdentity, Identity
from domain.ports import LoadIdentity


@dataclass(slots=True)
class ProcessTokenCache:
    """The identities that this process has looked up; of more than `most` the oldest are forgotten."""

    most: int = 10_000
    _known: dict[str, CachedIdentity] = field(default_factory=dict)
    _loads: dict[str, "asyncio.Task[CachedIdentity]"] = field(default_factory=dict)

    async def get_or_load(self, token_hash: str, now: datetime, load: LoadIdentity) -> Identity | None:
        cached = self._known.get(token_hash)
        if cached is None or not cached.is_fresh(now):
            cached = await self._join_load(token_hash, now, load)
        return cached.identity

    async def _join_load(self, token_hash: str, now: datetime, load: LoadIdentity) -> CachedIdentity:
        """Load, or wait for the load in flight: a thousand subscribers of one token ask at one moment."""
        task = self._loads.get(token_hash)
        if task is None:
            task = self._loads[token_hash] = asyncio.create_task(self._load(token_hash, now, load))
            task.add_done_callback(lambda loaded: self._forget_load(token_hash, loaded))
        return await asyncio.shield(task)  # the first caller may be the first to go

    async def _load(self, token_hash: str, now: datetime, load: LoadIdentity) -> CachedIdentity:
        loaded = CachedIdentity(await load(), now)
        self._known.pop(token_hash, None)
        self._known[token_hash] = loaded
        if len(self._known) > self.most:
            del self._known[next(iter(self._known))]
        return loaded

    def _forget_load(self, token_hash: str, loaded: "asyncio.Task[CachedIdentity]") -> None:
        del self._loads[token_hash]
        loaded.cancelled() or loaded.exception()  # seen, even where nobody waits for it any more
