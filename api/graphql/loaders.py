"""Batch look-ups: one query for all parents of a level instead of one per parent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from strawberry.dataloader import DataLoader

from domain.model.auth import ApiToken, Caller
from domain.model.delivery import Delivery
from domain.model.editability import Editability
from domain.model.events import HistoryEntry
from domain.model.page import HistoryRequest, Page, StopsRequest
from domain.model.settings import Locale
from domain.model.sweep import StateCount, Stop, Sweep
from domain.usecases import UseCases

HistoryKey = tuple[str, HistoryRequest]
StopsKey = tuple[str, StopsRequest]
R = TypeVar("R", HistoryRequest, StopsRequest)
T = TypeVar("T")
LoadPages = Callable[[Sequence[str], R], Awaitable[Mapping[str, Page[T]]]]


@dataclass(frozen=True, slots=True)
class Loaders:
    """Loaders of sweeps, their stops and the states of these, histories, editability, tokens and the locale.

    They do not cache: a later mutation of the same request may change what an earlier one returned.
    """

    sweeps: DataLoader[str, Sweep | None]
    stops: DataLoader[StopsKey, Page[Stop]]
    state_counts: DataLoader[str, Sequence[StateCount]]
    histories: DataLoader[HistoryKey, Page[HistoryEntry]]
    editability: DataLoader[Delivery, Editability]
    tokens: DataLoader[str, ApiToken | None]
    locale: DataLoader[None, Locale]


def loaders_for(usecases: UseCases, require_caller: Callable[[], Caller]) -> Loaders:
    """Build loaders that read as the caller; without a caller, they raise what `require_caller` raises."""
    queries = usecases.queries

    async def sweeps(ids: list[str]) -> Sequence[Sweep | None]:
        found = await queries.sweeps_by_id(require_caller(), list(dict.fromkeys(ids)))
        return [found.get(each) for each in ids]

    async def stops(keys: list[StopsKey]) -> Sequence[Page[Stop]]:
        return await _load_pages(keys, partial(queries.stops, require_caller()))

    async def state_counts(sweep_ids: list[str]) -> Sequence[Sequence[StateCount]]:
        found = await queries.count_states(require_caller(), list(dict.fromkeys(sweep_ids)))
        return [found[each] for each in sweep_ids]

    async def histories(keys: list[HistoryKey]) -> Sequence[Page[HistoryEntry]]:
        return await _load_pages(keys, partial(queries.histories, require_caller()))

    async def editability(deliveries: list[Delivery]) -> Sequence[Editability]:
        return await usecases.advice.editability(require_caller(), deliveries)

    async def tokens(ids: list[str]) -> Sequence[ApiToken | None]:
        found = await usecases.tokens.by_id(require_caller(), list(dict.fromkeys(ids)))
        return [found.get(each) for each in ids]

    async def locale(keys: list[None]) -> Sequence[Locale]:
        return [await queries.locale(require_caller())] * len(keys)

    return Loaders(
        DataLoader(sweeps, cache=False),
        DataLoader(stops, cache=False),
        DataLoader(state_counts, cache=False),
        DataLoader(histories, cache=False),
        DataLoader(editability, cache=False),
        DataLoader(tokens, cache=False),
        DataLoader(locale, cache=False),
    )


async def _load_pages(keys: Sequence[tuple[str, R]], load: LoadPages[R, T]) -> Sequence[Page[T]]:
    """Load a page for each key, with one look-up for each request that differs."""
    found: dict[tuple[str, R], Page[T]] = {}
    for request in dict.fromkeys(request for _, request in keys):
        ids = list(dict.fromkeys(name for name, asked in keys if asked == request))
        found |= {(name, request): page for name, page in (await load(ids, request)).items()}
    return [found[key] for key in keys]
