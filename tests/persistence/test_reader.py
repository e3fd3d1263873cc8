"""Lists show the account's own deliveries and sweeps, newest first, page by page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Refused
from domain.model.delivery import Delivery, State
from domain.model.page import DeliveryFilter, HistoryRequest, PageRequest, Place, StopsRequest, SweepFilter
from domain.model.sweep import Sweep, SweepState
from domain.rules.lifecycle import Step
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.errors import UnknownAccount
from tests.changed_settings import change_settings
from tests.fakes import caller
from tests.persistence.booking_forms import DAY, booking_form

NEXT_DAY = DAY + timedelta(days=1)
UNKNOWN = "0" * 24


async def list_ids(usecases: UseCases, **wanted: Any) -> list[str]:  # noqa: ANN401 - any part of a filter
    page = await usecases.queries.deliveries(caller(), DeliveryFilter(**wanted), PageRequest())
    return [each.id for each in page.items]


@pytest.fixture
async def created_deliveries(usecases: UseCases) -> Sequence[Delivery]:
    forms = [
        booking_form(reference="first"),
        booking_form(reference="second", delivery_date=NEXT_DAY),
        booking_form(reference="first", delivery_date=NEXT_DAY),
        booking_form(reference="gone"),
    ]
    created_deliveries = (await usecases.deliveries.create(caller(), forms)).answer.deliveries
    await usecases.deliveries.delete(caller(), [created_deliveries[3].id])
    return created_deliveries


@pytest.fixture
async def sweep(usecases: UseCases, created_deliveries: Sequence[Delivery]) -> Sweep:
    """A sweep with the second and third delivery, in reverse order."""
    return (
        await usecases.sweeps.plan(caller(), NEXT_DAY, [created_deliveries[2].id, created_deliveries[1].id])
    ).answer


async def test_a_list_is_newest_first_without_the_deleted(
    usecases: UseCases, created_deliveries: Sequence[Delivery]
) -> None:
    assert await list_ids(usecases) == [
        created_deliveries[2].id,
        created_deliveries[1].id,
        created_deliveries[0].id,
    ]


async def test_a_list_can_be_narrowed(
    usecases: UseCases, created_deliveries: Sequence[Delivery], sweep: Sweep
) -> None:
    ids = [each.id for each in created_deliveries]
    for wanted, expected in (
        ({"states": frozenset({State.DELETED})}, [3]),
        ({"states": frozenset({State.CREATED, State.DELETED})}, [3, 0]),
        ({"states": frozenset({State.CREATED, State.PLANNED})}, [2, 1, 0]),
        ({"states": frozenset({State.PLANNED})}, [2, 1]),
        ({"first_date": NEXT_DAY}, [2, 1]),
        ({"last_date": DAY}, [0]),
        ({"first_date": DAY, "last_date": DAY}, [0]),
        ({"first_date": DAY, "last_date": NEXT_DAY, "reference": "first"}, [2, 0]),
        ({"reference": "First"}, []),
        ({"reference": ""}, []),
        ({"sweep_id": sweep.id, "reference": "second"}, [1]),
        ({"sweep_id": UNKNOWN}, []),
    ):
        assert await list_ids(usecases, **wanted) == [ids[number] for number in expected], wanted


async def test_pages_follow_each_other(usecases: UseCases) -> None:
    created_deliveries = (await usecases.deliveries.create(caller(), [booking_form()] * 5)).answer.deliveries
    seen: list[Delivery] = []
    more, after = True, Place("f" * 24)
    while more:
        page = await usecases.queries.deliveries(caller(), DeliveryFilter(), PageRequest(2, after))
        seen += page.items
        more, after = page.has_more, Place(page.items[-1].id)
    assert seen == list(created_deliveries[::-1])


@pytest.mark.parametrize("text", ["", "x", "\0", "\ud800", "5ABA00DCAFE9AF1843C294B7", f"{UNKNOWN} "])
async def test_text_that_is_not_an_id_names_nothing(
    usecases: UseCases, created_deliveries: Sequence[Delivery], text: str
) -> None:
    assert created_deliveries
    queries = usecases.queries
    assert await queries.delivery(caller(), text) is None
    assert await queries.deliveries_by_id(caller(), [text]) == {}
    assert await queries.stops(caller(), [text], StopsRequest()) == {}
    assert await queries.count_states(caller(), [text]) == {}
    assert await queries.sweeps_by_id(caller(), [text]) == {}
    assert await queries.histories(caller(), [text], HistoryRequest()) == {}
    assert await queries.as_of(caller(), text, created_deliveries[0].created_at) is None
    for wanted, page in (
        (DeliveryFilter(), PageRequest(after=Place(text))),
        (DeliveryFilter(sweep_id=text), PageRequest()),
        (DeliveryFilter(reference=f"{text}!"), PageRequest()),
    ):
        assert not (await queries.deliveries(caller(), wanted, page)).items
    assert not (await queries.sweeps(caller(), SweepFilter(), PageRequest(after=Place(text)))).items


async def test_deliveries_stand_on_their_sweep_in_order(
    store: PostgresAdapters, created_deliveries: Sequence[Delivery], sweep: Sweep
) -> None:
    found = await store.reader.stops("account", [sweep.id, UNKNOWN], StopsRequest())
    assert {name: [each.delivery.id for each in page.items] for name, page in found.items()} == {
        sweep.id: [created_deliveries[2].id, created_deliveries[1].id],
        UNKNOWN: [],
    }
    assert [each.position for each in found[sweep.id].items] == [0, 1]


async def test_sweeps_are_listed_like_deliveries(
    usecases: UseCases, store: PostgresAdapters, sweep: Sweep
) -> None:
    (other,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    canceled = (await usecases.sweeps.plan(caller(), DAY, [other.id])).answer
    canceled = (await usecases.sweeps.unplan(caller(), canceled.id)).answer
    later = (await usecases.sweeps.plan(caller(), DAY, [other.id])).answer

    async def list_sweeps(wanted: SweepFilter, page: PageRequest = PageRequest()) -> list[Sweep]:  # noqa: B008 - frozen
        return list((await usecases.queries.sweeps(caller(), wanted, page)).items)

    assert await list_sweeps(SweepFilter()) == [later, sweep]
    assert await list_sweeps(SweepFilter(day=NEXT_DAY)) == [sweep]
    assert await list_sweeps(SweepFilter(frozenset({SweepState.CANCELED}))) == [canceled]
    assert await list_sweeps(SweepFilter(frozenset(SweepState), DAY)) == [later, canceled]
    assert await list_sweeps(SweepFilter(), PageRequest(1, Place(later.id))) == [sweep]
    assert await store.reader.sweeps_by_id("account", [sweep.id, UNKNOWN]) == {sweep.id: sweep}


async def test_a_sweep_is_finished_with_its_last_delivery(
    usecases: UseCases, created_deliveries: Sequence[Delivery], sweep: Sweep
) -> None:
    await usecases.sweeps.start(caller(), sweep.id)
    await usecases.sweeps.record(caller(), Step.FINISH, [created_deliveries[1].id])
    await usecases.sweeps.record(caller(), Step.FAIL, [created_deliveries[2].id])
    found = await usecases.queries.sweeps_by_id(caller(), [sweep.id])
    assert found[sweep.id].state is SweepState.FINISHED


async def test_nobody_has_no_settings(store: PostgresAdapters) -> None:
    with pytest.raises(UnknownAccount):
        await store.reader.settings("nobody")


async def test_settings_changed_are_the_settings_seen(usecases: UseCases) -> None:
    before = await usecases.queries.settings(caller())
    after = replace(before, departments=("Bakery",), country="SE")
    await change_settings(usecases, caller(), after)
    assert await usecases.queries.settings(caller()) == after
    assert await usecases.queries.settings(caller(account_id="another")) == before


async def test_settings_stored_before_a_bound_can_be_read_and_updated(usecases: UseCases) -> None:
    before = replace(await usecases.queries.settings(caller()), address="x" * 501)
    await change_settings(usecases, caller(), before)
    assert await usecases.queries.settings(caller()) == before
    with pytest.raises(Refused):
        await usecases.settings.update(caller(), {"address": "y" * 501})
    after = (await usecases.settings.update(caller(), {"country": "SE"})).answer
    assert after == await usecases.queries.settings(caller()) == replace(before, country="SE")
