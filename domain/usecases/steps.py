from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.errors import Refused, Violation
from domain.model.change import Change
from domain.model.delivery import Delivery
from domain.ports import Books
from domain.rules.catalogue import in_order
from domain.rules.drafting import step_refusals
from domain.rules.identifiers import is_id, repeats, shown
from domain.rules.life import LIFE, Step, taken


async def standing(books: Books, ids: Sequence[str]) -> Mapping[str, Delivery]:
    """The deliveries that the ids name, locked; texts that cannot be ids are not looked for."""
    return await books.deliveries.lock(sorted({name for name in ids if is_id(name)}))


async def step_all(books: Books, step: Step, ids: Sequence[str], now: datetime) -> Sequence[Delivery]:
    """Take one step with every delivery named, or with none; raises `Refused`."""
    present = await standing(books, ids)
    again = repeats(ids)
    refuse_any(
        refusal
        for index, name in enumerate(ids)
        for refusal in step_refusals(step, shown(name), present.get(name), index, again=index in again)
    )
    changes = [Change(present[name], taken(step, present[name], now), LIFE[step].happening) for name in ids]
    await books.deliveries.save(changes)
    return [change.after for change in changes]


async def keep(books: Books, changes: Iterable[Change[Delivery]]) -> None:
    """Save what really changes."""
    await books.deliveries.save([change for change in changes if change.after is not change.before])


def refuse_any(violations: Iterable[Violation]) -> None:
    """Raises `Refused` with all of them where there is one."""
    found = in_order(list(violations))
    if found:
        raise Refused(found)
