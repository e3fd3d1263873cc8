"""Look up what many parents ask for at once, instead of one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from strawberry.dataloader import DataLoader

from domain.model.caller import Caller
from domain.model.delivery import Delivery
from domain.model.sweep import Sweep
from domain.usecases.queries import Queries


@dataclass(frozen=True, slots=True)
class Loaders:
    """One look-up for all sweeps that deliveries name, one for the deliveries of all sweeps.

    They remember nothing: a later mutation of the same request may have changed what an earlier one showed.
    """

    sweeps: DataLoader[str, Sweep | None]
    deliveries: DataLoader[str, Sequence[Delivery]]


def loaders_for(queries: Queries, admitted: Callable[[], Caller]) -> Loaders:
    """Loaders that see what the admitted caller may see."""

    async def sweeps(ids: list[str]) -> Sequence[Sweep | None]:
        found = await queries.sweeps_by_id(admitted(), list(dict.fromkeys(ids)))
        return [found.get(each) for each in ids]

    async def deliveries(sweep_ids: list[str]) -> Sequence[Sequence[Delivery]]:
        found = await queries.on_sweeps(admitted(), list(dict.fromkeys(sweep_ids)))
        return [found.get(each, ()) for each in sweep_ids]

    return Loaders(DataLoader(sweeps, cache=False), DataLoader(deliveries, cache=False))
