from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain.errors import Unavailable
from domain.model.auth import Caller, Scope
from domain.model.events import FeedEvent
from domain.model.page import DeliveryFilter
from domain.ports import Clock, Feed
from domain.read_ports import Reader
from domain.rules.subscription_filter import SharedFilter
from domain.usecases.queries import prepare_filter

Admit = Callable[[], Awaitable[Caller]]
"""Authenticates the caller again; raises `NotAuthenticated` once the token is no longer good."""
FeedEvents = AsyncGenerator[FeedEvent, None]

CHECK_EVERY: Final = timedelta(seconds=2)  # as a cached identity may be 3 s old, a revocation acts within 5 s


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Follow the events of the caller's account, from now on or after an event's number.

    All raise what `admit` raises, at the latest some seconds after it would, `MissingScope`,
    `CannotResume` and `Unavailable`.
    """

    feed: Feed
    clock: Clock
    reader: Reader
    shared_filter: SharedFilter = field(default_factory=SharedFilter)

    async def follow_deliveries(
        self, admit: Admit, wanted: DeliveryFilter, after: int | None = None
    ) -> FeedEvents:
        """The events of deliveries that match the filter, or matched it before the event.

        The filter's zip code has the normal form of the country that the account has at the start.
        """
        caller = await _require_caller(admit)
        plain = await prepare_filter(self.reader, caller, wanted)
        async with aclosing(self._follow(caller, admit, after)) as events:
            async for each in events:
                if self.shared_filter.passes(plain, each):
                    yield each

    async def follow_sweeps(
        self, admit: Admit, sweep_id: str | None = None, after: int | None = None
    ) -> FeedEvents:
        """The events of one sweep, or of all."""
        caller = await _require_caller(admit)
        async with aclosing(self._follow(caller, admit, after)) as events:
            async for each in events:
                if each.sweep is not None and sweep_id in (None, each.sweep.id):
                    yield each

    async def _follow(self, caller: Caller, admit: Admit, after: int | None) -> FeedEvents:
        checked = self.clock.now()
        async with aclosing(self.feed.follow(caller.account_id, after)) as events:
            async for batch in events:
                for each in batch or (None,):
                    if self.clock.now() - checked >= CHECK_EVERY:
                        await _still_admitted(admit, batch)
                        checked = self.clock.now()
                    if each is not None:
                        yield each


async def _require_caller(admit: Admit) -> Caller:
    caller = await admit()
    caller.require(Scope.DELIVERIES_READ)
    return caller


async def _still_admitted(admit: Admit, batch: Sequence[FeedEvent]) -> None:
    """While there are no events to send, a database that is unavailable does not end a subscription."""
    try:
        await _require_caller(admit)
    except Unavailable:
        if batch:
            raise
