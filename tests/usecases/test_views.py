from typing import Any

import pytest

from domain.errors import MissingScope
from domain.model.auth import Scope
from domain.model.page import NEWEST_FIRST, DeliveryFilter, PageRequest, Place, SweepFilter
from domain.model.projection import Projection, View
from tests.fakes import World, caller
from tests.usecases.world import MERCHANT, book, on_sweep

VIEW = View(Projection(()))
PAGE = PageRequest()
NO_ID = "not an id"


def texts(shown: Any) -> list[str]:  # noqa: ANN401 - objects of a page or of a mapping
    return [text for each in shown for text in each.texts]


async def test_a_view_shows_a_delivery_and_a_sweep() -> None:
    world = World()
    (delivery_id,), views = await book(world), world.usecases.views
    shown = await views.delivery(MERCHANT, delivery_id, VIEW)
    assert shown is not None
    assert texts([shown]) == ["CREATED"]
    assert texts((await views.deliveries_by_id(MERCHANT, [NO_ID, delivery_id], VIEW)).values()) == ["CREATED"]
    listed = await views.deliveries(MERCHANT, DeliveryFilter(), PAGE, NEWEST_FIRST, VIEW)
    assert texts(listed.items) == ["CREATED"]


async def test_a_view_shows_sweeps() -> None:
    world = World()
    sweep_id, _ = await on_sweep(world)
    views = world.usecases.views
    assert texts((await views.sweeps(MERCHANT, SweepFilter(), PAGE, VIEW)).items) == ["PLANNED"]
    assert texts((await views.sweeps_by_id(MERCHANT, [NO_ID, sweep_id], VIEW)).values()) == ["PLANNED"]


async def test_what_cannot_exist_is_not_looked_up() -> None:
    views, beyond = World().usecases.views, PageRequest(after=Place(NO_ID))
    assert await views.delivery(MERCHANT, NO_ID, VIEW) is None
    assert not (await views.deliveries(MERCHANT, DeliveryFilter(), beyond, NEWEST_FIRST, VIEW)).items
    assert not (await views.sweeps(MERCHANT, SweepFilter(), beyond, VIEW)).items


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("delivery", ("0" * 24,)),
        ("deliveries_by_id", ([],)),
        ("deliveries", (DeliveryFilter(), PAGE, NEWEST_FIRST)),
        ("sweeps", (SweepFilter(), PAGE)),
        ("sweeps_by_id", ([],)),
    ],
)
async def test_a_view_needs_the_scope_of_its_objects(name: str, arguments: tuple[Any, ...]) -> None:
    views, without = World().usecases.views, caller(*set(Scope) - {Scope.DELIVERIES_READ})
    with pytest.raises(MissingScope) as refused:
        await getattr(views, name)(without, *arguments, VIEW)
    assert refused.value.scope is Scope.DELIVERIES_READ
