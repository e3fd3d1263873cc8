from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from domain.errors import SearchTooBroad
from domain.model.auth import Scope
from domain.model.delivery import Delivery, State
from domain.model.page import (
    NEWEST_FIRST,
    DeliveryFilter,
    DeliveryOrder,
    Page,
    PageRequest,
    Place,
    StopsRequest,
    SweepFilter,
)
from domain.model.settings import Locale
from domain.model.sweep import StateCount, Sweep
from domain.rules.identifiers import is_id
from domain.rules.lifecycle import Step
from domain.usecases.queries import Queries
from tests.domain.strategies import wild_texts
from tests.fake_reader import InMemoryReader
from tests.fakes import COPENHAGEN, World, caller, open_settings
from tests.usecases.world import (
    DAY,
    MERCHANT,
    NOBODY_S,
    attempt_all,
    book,
    form,
    list_tokens,
    on_sweep,
    run,
    under_way,
)

FIRST_PAGE = PageRequest()


async def list_ids(world: World, wanted: DeliveryFilter, page: PageRequest = FIRST_PAGE) -> list[str]:
    answer = await world.usecases.queries.deliveries(MERCHANT, wanted, page)
    return [delivery.id for delivery in answer.items]


async def test_a_delivery_is_found_until_it_is_deleted() -> None:
    world = World()
    (delivery_id,) = await book(world)
    found = await world.usecases.queries.delivery(MERCHANT, delivery_id)
    assert found == world.records.deliveries["account", delivery_id]
    await world.usecases.deliveries.delete(MERCHANT, [delivery_id])
    assert await world.usecases.queries.delivery(MERCHANT, delivery_id) is None
    assert await list_ids(world, DeliveryFilter()) == []
    assert await list_ids(world, DeliveryFilter(frozenset({State.DELETED}))) == [delivery_id]


async def test_a_list_goes_on_where_the_last_page_ended() -> None:
    world = World()
    newest_first = (await book(world, 3))[::-1]
    page = await world.usecases.queries.deliveries(MERCHANT, DeliveryFilter(), PageRequest(2))
    assert ([each.id for each in page.items], page.has_more) == (newest_first[:2], True)
    assert await list_ids(world, DeliveryFilter(), PageRequest(2, Place(newest_first[1]))) == newest_first[2:]


async def test_a_page_follows_the_newest_deliveries_that_are_skipped() -> None:
    world = World()
    newest_first = (await book(world, 3))[::-1]
    look = world.usecases.queries
    for skip in range(5):
        page = await look.deliveries_beyond(MERCHANT, DeliveryFilter(), skip, PageRequest(1))
        assert [each.id for each in page.items] == newest_first[skip : skip + 1]
        assert page.has_more is (skip < 2)


async def test_a_list_shows_what_matches_every_part_of_its_filter() -> None:
    world = World()
    sweep_id, on_it = await on_sweep(world)
    (other,) = (await world.usecases.deliveries.create(MERCHANT, [form(reference="Other")])).answer.deliveries
    assert await list_ids(world, DeliveryFilter(reference="Other")) == [other.id]
    assert await list_ids(world, DeliveryFilter(sweep_id=sweep_id)) == on_it
    assert await list_ids(world, DeliveryFilter(sweep_id=sweep_id, reference="Other")) == []
    assert await list_ids(world, DeliveryFilter(last_date=DAY, first_date=DAY)) == [other.id, *on_it]
    assert await list_ids(world, DeliveryFilter(last_date=DAY, first_date=DAY + timedelta(days=1))) == []


@pytest.mark.parametrize("order", DeliveryOrder)
async def test_a_list_can_be_read_from_its_end(order: DeliveryOrder) -> None:
    world = World()
    days = [DAY, DAY + timedelta(days=7), DAY]
    forms = [form(delivery_date=day) for day in days]
    made = (await world.usecases.deliveries.create(MERCHANT, forms)).answer.deliveries
    look = world.usecases.queries
    whole = (await look.deliveries(MERCHANT, DeliveryFilter(), FIRST_PAGE, order)).items
    expected = sorted(made, key=lambda each: (each.booking.delivery_date if order.by_day else DAY, each.id))
    assert list(whole) == (expected[::-1] if order.descending else expected)
    page = await look.deliveries(MERCHANT, DeliveryFilter(), PageRequest(2, backward=True), order)
    assert (page.items, page.has_more) == (whole[1:], True)
    first = Place(whole[1].id, whole[1].booking.delivery_date if order.by_day else None)
    page = await look.deliveries(
        MERCHANT, DeliveryFilter(), PageRequest(2, before=first, backward=True), order
    )
    assert (page.items, page.has_more) == (whole[:1], False)


async def test_things_are_counted_as_far_as_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    await on_sweep(world, 3)
    look = world.usecases.queries
    assert await look.count_deliveries(MERCHANT, DeliveryFilter(zip="2100", text="rom tes")) == 3
    assert await look.count_deliveries(MERCHANT, DeliveryFilter(city="Aarhus")) == 0
    assert await look.count_sweeps(MERCHANT, SweepFilter(day=DAY)) == 1
    monkeypatch.setattr("domain.usecases.queries.HIGHEST_COUNT", 2)
    assert await look.count_deliveries(MERCHANT, DeliveryFilter()) is None
    assert await look.count_sweeps(MERCHANT, SweepFilter()) == 1


@pytest.mark.parametrize(("wanted", "count"), [("21 00", 1), (" dk-2100", 1), ("210", 0), ("NG9 1AA", 0)])
async def test_deliveries_are_found_by_any_spelling_of_a_zip_code(wanted: str, count: int) -> None:
    world = World()
    await book(world)
    page = await world.usecases.queries.deliveries(MERCHANT, DeliveryFilter(zip=wanted), PageRequest())
    assert len(page.items) == count
    assert await world.usecases.queries.count_deliveries(MERCHANT, DeliveryFilter(zip=wanted)) == count


async def test_deliveries_of_another_country_are_found_as_they_are_kept() -> None:
    world = World()
    await book(world)
    world.records.settings["account"] = replace(open_settings(), country="GB")
    assert await world.usecases.queries.count_deliveries(MERCHANT, DeliveryFilter(zip="2100")) == 1


async def test_deliveries_are_found_by_their_ids() -> None:
    world = World()
    ids = await book(world, 2)
    found = await world.usecases.queries.deliveries_by_id(MERCHANT, [*ids, NOBODY_S, "no id"])
    assert list(found) == ids


async def test_the_deliveries_on_a_sweep_come_in_the_order_of_their_positions() -> None:
    world = World()
    ids = (await book(world, 3))[::-1]
    sweep = (await world.usecases.sweeps.plan(MERCHANT, DAY, ids)).answer
    for request, expected, has_more in (
        (StopsRequest(), ids, False),
        (StopsRequest(2), ids[:2], True),
        (StopsRequest(2, after=0), ids[1:], False),
        (StopsRequest(1, before=2, backward=True), ids[1:2], True),
        (StopsRequest(0), [], True),
        (StopsRequest(0, after=2), [], False),
        (StopsRequest(0, backward=True), [], True),
    ):
        placed = await world.usecases.queries.stops(MERCHANT, [sweep.id], request)
        assert [each.delivery.id for each in placed[sweep.id].items] == expected, request
        assert placed[sweep.id].has_more is has_more
    assert await world.usecases.queries.sweeps_by_id(MERCHANT, [sweep.id, NOBODY_S]) == {sweep.id: sweep}
    page = await world.usecases.queries.sweeps(MERCHANT, SweepFilter(day=DAY), PageRequest())
    assert list(page.items) == [sweep]


async def test_the_states_on_a_sweep_are_counted_in_their_order() -> None:
    world = World()
    sweep_id, ids = await under_way(world, 4)
    await world.usecases.sweeps.record(MERCHANT, Step.FAIL, ids[:1])
    await world.usecases.sweeps.record(MERCHANT, Step.FINISH, ids[1:3])
    empty = (await world.usecases.sweeps.unplan(MERCHANT, (await on_sweep(world))[0])).answer
    assert await world.usecases.queries.count_states(MERCHANT, [empty.id, sweep_id]) == {
        empty.id: [],
        sweep_id: [
            StateCount(State.IN_PROGRESS, 1),
            StateCount(State.FINISHED, 2),
            StateCount(State.NOT_RECEIVED, 1),
        ],
    }


async def test_tokens_are_listed_oldest_first_with_those_that_ended() -> None:
    world = World()
    tokens, look = world.usecases.tokens, world.usecases.queries
    reads = frozenset({Scope.DELIVERIES_READ})
    ids = [(await tokens.create(MERCHANT, name, reads, None)).answer[0].id for name in ("a", "b", "c")]
    await tokens.revoke(MERCHANT, ids[0])
    assert [each.id for each in await list_tokens(world)] == ids
    page = await look.tokens(MERCHANT, PageRequest(1, after=Place(ids[0])))
    assert ([each.id for each in page.items], page.has_more) == (ids[1:2], True)
    assert not (await look.tokens(MERCHANT, PageRequest(after=Place("no id")))).items
    assert await look.count_tokens(MERCHANT) == 3
    assert await look.count_tokens(caller(account_id="stranger")) == 0


async def test_the_settings_are_shown_as_they_are_kept() -> None:
    world = World()
    unprivileged = caller(Scope.ADMIN)
    assert await world.usecases.queries.locale(unprivileged) == Locale(COPENHAGEN, "DK")
    assert await world.usecases.queries.settings(MERCHANT) == world.records.settings["account"]


class WaryReader(InMemoryReader):
    """Holds what it is asked for to what Postgres takes: ids are ids, texts have no NUL or surrogate."""

    async def deliveries(
        self, account_id: str, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
    ) -> Page[Delivery]:
        self.check(wanted)
        assert all(is_id(place.id) for place in (page.after, page.before) if place is not None)
        return await super().deliveries(account_id, wanted, page, order)

    async def count_deliveries(self, account_id: str, wanted: DeliveryFilter) -> int:
        self.check(wanted)
        return await super().count_deliveries(account_id, wanted)

    def check(self, wanted: DeliveryFilter) -> None:
        assert wanted.sweep_id is None or is_id(wanted.sweep_id)
        texts = (wanted.reference, wanted.zip, wanted.city, wanted.recipient, wanted.department, wanted.text)
        assert b"\0" not in "".join(filter(None, texts)).encode()

    async def sweeps(self, account_id: str, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        assert all(is_id(place.id) for place in (page.after, page.before) if place is not None)
        return await super().sweeps(account_id, wanted, page)


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "no id", "x" * 100_000])
async def test_what_the_store_cannot_hold_is_nowhere_and_never_asked_for(text: str) -> None:
    world = World()
    await on_sweep(world)
    look = Queries(WaryReader(world.records))
    anything, every_sweep = DeliveryFilter(), SweepFilter()
    pages: list[Page[Delivery] | Page[Sweep]] = [
        await look.deliveries(MERCHANT, DeliveryFilter(reference=text or "none"), PageRequest()),
        await look.deliveries(MERCHANT, DeliveryFilter(sweep_id=text), PageRequest()),
        await look.deliveries(MERCHANT, DeliveryFilter(zip="\0", text=text), PageRequest()),
        await look.deliveries(MERCHANT, anything, PageRequest(after=Place(text))),
        await look.sweeps(MERCHANT, every_sweep, PageRequest(before=Place(text))),
    ]
    assert [(len(page.items), page.has_more) for page in pages] == [(0, False)] * 5
    assert await look.count_deliveries(MERCHANT, DeliveryFilter(sweep_id=text)) == 0
    assert await look.delivery(MERCHANT, text) is None
    assert await look.stops(MERCHANT, [text], StopsRequest()) == {}
    assert await look.count_states(MERCHANT, [text]) == {}
    assert await look.sweeps_by_id(MERCHANT, [text]) == {}


@given(wild_texts)
def test_a_reference_is_found_wherever_it_could_be_kept(reference: str) -> None:
    async def story() -> None:
        world = World()
        errors = await attempt_all([world.usecases.deliveries.create(MERCHANT, [form(reference=reference)])])
        wanted = DeliveryFilter(reference=reference)
        page = await Queries(WaryReader(world.records)).deliveries(MERCHANT, wanted, PageRequest())
        assert len(page.items) == errors.count(None)

    run(story())


async def test_a_search_for_words_that_are_too_frequent_is_refused_with_its_bound() -> None:
    class BusyReader(InMemoryReader):
        async def deliveries(self, *_: object) -> Page[Delivery]:
            raise SearchTooBroad(20_000)

    look = Queries(BusyReader(World().records))
    with pytest.raises(SearchTooBroad) as refused:
        await look.deliveries(MERCHANT, DeliveryFilter(text="jens"), PageRequest())
    assert refused.value.limit == 20_000
