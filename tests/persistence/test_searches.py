"""Counts, searches and history read only the rows of the account."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.model.delivery import Delivery, State
from domain.model.events import EventType
from domain.model.page import DeliveryFilter, DeliveryOrder, HistoryRequest, PageRequest, Place
from domain.rules.replay import rebuild_delivery
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.errors import UnknownAccount
from persistence.schema.search import LONGEST_WORD, MOST_WORDS, search_query
from tests.fakes import caller
from tests.persistence.booking_forms import DAY, booking_form

STRANGER = caller(account_id="another")


async def find(usecases: UseCases, text: str) -> list[str]:
    page = await usecases.queries.deliveries(caller(), DeliveryFilter(text=text), PageRequest())
    assert await usecases.queries.count_deliveries(caller(), DeliveryFilter(text=text)) == len(page.items)
    return [each.id for each in page.items]


@pytest.fixture
async def created_deliveries(usecases: UseCases) -> Sequence[Delivery]:
    forms = [
        booking_form(reference="ORDER-1001/b", recipient__name="Åse Ærø", notes="ring\u2014twice"),
        booking_form(
            reference="漢字", recipient__name="O'Hara", label="x" * 2000, notes="<b>html</b> a@b.dk"
        ),
    ]
    await usecases.deliveries.create(STRANGER, forms)
    return (await usecases.deliveries.create(caller(), forms)).answer.deliveries


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("order 1001", [0]),
        ("1001/B", [0]),
        ("åSE æR", [0]),
        ("twice", [0]),
        ("o'hara", [1]),
        ("hara", [1]),
        ("漢", [1]),
        ("html a@b.dk", [1]),
        ("x" * 600, [1]),
        ("x" * 1999 + "y", [1]),
        ("rder", []),
        ("' | 'x", [1]),
        ("\\", [1, 0]),
        ("\x01\x02", [1, 0]),
        ("\U0010ffff" * 600, []),
    ],
)
async def test_words_are_found_by_how_they_begin(
    usecases: UseCases, created_deliveries: Sequence[Delivery], text: str, numbers: list[int]
) -> None:
    assert await find(usecases, text) == [created_deliveries[number].id for number in numbers]


def test_a_search_is_bounded() -> None:
    words = " ".join(f"{number}{'w' * 1000}" for number in range(100))
    query = search_query("account", words)
    assert query.count("&") == MOST_WORDS - 1
    assert max(map(len, query.split(" & "))) <= LONGEST_WORD + len("'k12345678':*")


async def test_a_list_by_days_goes_on_between_two_of_one_day(usecases: UseCases) -> None:
    days = [DAY, DAY + timedelta(days=1), DAY, DAY]
    forms = [booking_form(delivery_date=day) for day in days]
    created_deliveries = (await usecases.deliveries.create(caller(), forms)).answer.deliveries
    expected = [created_deliveries[0], created_deliveries[2], created_deliveries[3], created_deliveries[1]]
    order = DeliveryOrder.DELIVERY_DATE_ASC
    after = Place(created_deliveries[0].id, DAY)
    queries = usecases.queries
    page = await queries.deliveries(caller(), DeliveryFilter(), PageRequest(2, after), order)
    assert (page.items, page.has_more) == (expected[1:3], True)
    before = Place(created_deliveries[1].id, days[1])
    backward = PageRequest(2, before=before, backward=True)
    page = await queries.deliveries(caller(), DeliveryFilter(), backward, order)
    assert (page.items, page.has_more) == (expected[1:3], True)
    page = await queries.deliveries(caller(), DeliveryFilter(), PageRequest(5, after, before), order)
    assert (page.items, page.has_more) == (expected[1:3], False)


async def read_pages(
    usecases: UseCases, wanted: DeliveryFilter, order: DeliveryOrder
) -> tuple[Sequence[Delivery], Sequence[Delivery]]:
    """Return a whole list, page by page, from its beginning and from its end."""

    def place(each: Delivery) -> Place:
        return Place(each.id, each.booking.delivery_date if order.by_day else None)

    async def following(request: PageRequest) -> list[Delivery]:
        page = await usecases.queries.deliveries(caller(), wanted, request, order)
        found = list(page.items)
        if not page.has_more:
            return found
        if request.backward:
            return [*await following(replace(request, before=place(found[0]))), *found]
        return [*found, *await following(replace(request, after=place(found[-1])))]

    return await following(PageRequest(2)), await following(PageRequest(2, backward=True))


def has_words(each: Delivery, text: str) -> bool:
    return all(any(own.startswith(word) for own in each.booking.label.split()) for word in text.split())


@pytest.mark.parametrize("order", DeliveryOrder)
@pytest.mark.parametrize("states", [frozenset(), frozenset({State.DELETED}), frozenset(State)])
async def test_a_search_shows_what_the_list_shows_but_for_what_lacks_the_words(
    usecases: UseCases, order: DeliveryOrder, states: frozenset[State]
) -> None:
    labels = ["red", "red green", "green"] * 3
    forms = [
        booking_form(label=label, delivery_date=DAY + timedelta(days=number % 4))
        for number, label in enumerate(labels)
    ]
    await usecases.deliveries.create(STRANGER, forms)
    created_deliveries = (await usecases.deliveries.create(caller(), forms)).answer.deliveries
    await usecases.deliveries.delete(caller(), [created_deliveries[0].id, created_deliveries[4].id])
    for wanted in (
        DeliveryFilter(states),
        DeliveryFilter(states, last_date=DAY + timedelta(days=1), zip="2100"),
    ):
        listed, _ = await read_pages(usecases, wanted, order)
        for text in ("re", "green red", "blue"):
            search, expected = replace(wanted, text=text), [each for each in listed if has_words(each, text)]
            assert await read_pages(usecases, search, order) == (expected, expected)
            assert await usecases.queries.count_deliveries(caller(), search) == len(expected)


async def test_history_is_kept_and_replays_to_what_is_kept(
    usecases: UseCases, store: PostgresAdapters, created_deliveries: Sequence[Delivery]
) -> None:
    first, second = created_deliveries
    await usecases.deliveries.update(caller(), [{"id": first.id, "pickup.latitude": 5.5, "packages": 7}])
    await usecases.sweeps.plan(caller(), DAY, [first.id])
    pages = await store.reader.histories("account", [first.id, second.id], HistoryRequest(2))
    assert [entry.type for entry in pages[first.id].items] == [EventType.PLANNED, EventType.UPDATED]
    assert (pages[first.id].has_more, pages[second.id].has_more) == (True, False)
    rest = HistoryRequest(2, pages[first.id].items[-1].number)
    pages = await store.reader.histories("account", [first.id], rest)
    assert [entry.type for entry in pages[first.id].items] == [EventType.CREATED]
    planned, ids = frozenset({EventType.PLANNED}), [first.id, second.id]
    locks = await store.reader.locks("account", ids, planned, frozenset({State.CREATED}))
    assert {each: lock.type for each, lock in locks.items()} == {first.id: EventType.PLANNED}
    assert await store.reader.locks("account", ids, planned, frozenset({State.FINISHED})) == {}
    assert await store.reader.locks("another", ids, planned, frozenset({State.CREATED})) == {}
    past = await store.reader.past("account", first.id, first.created_at + timedelta(days=1), 9)
    assert rebuild_delivery("account", first.id, past) == await store.reader.delivery("account", first.id)
    assert await store.reader.past("another", first.id, first.created_at, 9) == []
    limited = await store.reader.past("account", first.id, first.created_at + timedelta(days=1), 2)
    assert limited == past[:2]
    theirs = await store.reader.histories("another", [first.id], HistoryRequest())
    assert theirs[first.id].items == []


async def test_an_account_is_found_by_its_id(store: PostgresAdapters) -> None:
    assert (await store.accounts.one("another")).name == "Another"
    with pytest.raises(UnknownAccount):
        await store.accounts.one("nobody")
