"""Batch look-ups: one query for all parents of a level instead of one per parent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from strawberry.dataloader import DataLoader

from domain.model.auth import Caller
from domain.model.delivery import Delivery
from domain.model.editability import Editability
from domain.model.events import HistoryEntry
from domain.model.page import HistoryRequest, Page
from domain.model.sweep import Sweep
from domain.usecases import UseCases

HistoryKey = tuple[str, HistoryRequest]


@dataclass(frozen=True, slots=True)
class Loaders:
    """Loaders of sweeps, the deliveries on sweeps, histories and editability.

    They do not cache: a later mutation of the same request may change what an earlier one returned.
    """

    sweeps: DataLoader[str, Sweep | None]
    deliveries: DataLoader[str, Sequence[Delivery]]
    histories: DataLoader[HistoryKey, Page[HistoryEntry]]
    editability: DataLoader[Delivery, Editability]


def loaders_for(usecases: UseCases, require_caller: Callable[[], Caller]) -> Loaders:
    """Build loaders that read as the caller; without a caller, they raise what `require_caller` raises."""
    queries = usecases.queries

    async def sweeps(ids: list[str]) -> Sequence[Sweep | None]:
        found = await queries.sweeps_by_id(require_caller(), list(dict.fromkeys(ids)))
        return [found.get(each) for each in ids]

    async def deliveries(sweep_ids: list[str]) -> Sequence[Sequence[Delivery]]:
        found = await queries.on_sweeps(require_caller(), list(dict.fromkeys(sweep_ids)))
        return [found.get(each, ()) for each in sweep_ids]

    async def histories(keys: list[HistoryKey]) -> Sequence[Page[HistoryEntry]]:
        found: dict[HistoryKey, Page[HistoryEntry]] = {}
        for request in dict.fromkeys(request for _, request in keys):
            ids = list(dict.fromkeys(name for name, asked in keys if asked == request))
            pages = await queries.histories(require_caller(), ids, request)
            found |= {(name, request): page for name, page in pages.items()}
        return [found[key] for key in keys]

    async def editability(deliveries: list[Delivery]) -> Sequence[Editability]:
        return await usecases.advice.editability(require_caller(), deliveries)

    return Loaders(
        DataLoader(sweeps, cache=False),
        DataLoader(deliveries, cache=False),
        DataLoader(histories, cache=False),
        DataLoader(editability, cache=False),
    )
