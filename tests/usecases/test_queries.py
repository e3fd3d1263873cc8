from domain.model.delivery import State
from domain.model.page import DeliveryFilter, PageRequest, SweepFilter
from tests.fakes import World
from tests.usecases.stories import DAY, MERCHANT, NOBODY_S, booked, form, on_sweep

HOSTILE = ["", "\0", "\ud800", "not an id", "x" * 100_000]


async def listed(world: World, wanted: DeliveryFilter, **page: object) -> list[str]:
    answer = await world.usecases.queries.deliveries(MERCHANT, wanted, PageRequest(**page))
    return [delivery.id for delivery in answer.items]


async def test_a_delivery_is_found_until_it_is_deleted() -> None:
    world = World()
    (delivery_id,) = await booked(world)
    found = await world.usecases.queries.delivery(MERCHANT, delivery_id)
    assert found == world.store.deliveries["account", delivery_id]
    await world.usecases.deliveries.delete(MERCHANT, [delivery_id])
    assert await world.usecases.queries.delivery(MERCHANT, delivery_id) is None
    assert await listed(world, DeliveryFilter()) == []
    assert await listed(world, DeliveryFilter(frozenset({State.DELETED}))) == [delivery_id]


async def test_a_list_goes_on_where_the_last_page_ended() -> None:
    world = World()
    newest_first = (await booked(world, 3))[::-1]
    page = await world.usecases.queries.deliveries(MERCHANT, DeliveryFilter(), PageRequest(2))
    assert ([each.id for each in page.items], page.has_next) == (newest_first[:2], True)
    assert await listed(world, DeliveryFilter(), first=2, after=newest_first[1]) == newest_first[2:]


async def test_a_list_shows_what_matches_every_part_of_its_filter() -> None:
    world = World()
    sweep_id, on_it = await on_sweep(world)
    (other,) = await world.usecases.deliveries.create(MERCHANT, [form(reference="Other")])
    assert await listed(world, DeliveryFilter(reference="Other")) == [other.id]
    assert await listed(world, DeliveryFilter(sweep_id=sweep_id)) == on_it
    assert await listed(world, DeliveryFilter(sweep_id=sweep_id, reference="Other")) == []
    assert await listed(world, DeliveryFilter(last_date=DAY, first_date=DAY)) == [other.id, *on_it]


async def test_the_deliveries_on_a_sweep_come_in_the_order_of_their_positions() -> None:
    world = World()
    ids = (await booked(world, 3))[::-1]
    sweep = await world.usecases.sweeps.plan(MERCHANT, DAY, ids)
    placed = await world.usecases.queries.on_sweeps(MERCHANT, [sweep.id])
    assert [each.id for each in placed[sweep.id]] == ids
    assert await world.usecases.queries.sweeps_by_id(MERCHANT, [sweep.id, NOBODY_S]) == {sweep.id: sweep}
    page = await world.usecases.queries.sweeps(MERCHANT, SweepFilter(day=DAY), PageRequest())
    assert list(page.items) == [sweep]


async def test_the_settings_are_shown_as_they_are_kept() -> None:
    world = World()
    assert await world.usecases.queries.settings(MERCHANT) == world.store.settings["account"]
