from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from domain.model.auth import ApiToken
from domain.model.delivery import Delivery
from domain.model.page import NEWEST_FIRST, DeliveryOrder, Page, PageRequest, Place, StopsRequest
from domain.model.sweep import Stop, Sweep

T = TypeVar("T")


def page_of(found: Sequence[T], page: PageRequest, order: DeliveryOrder = NEWEST_FIRST) -> Page[T]:
    listed = sorted(found, key=lambda each: _key(_place(each, order)), reverse=order.descending)
    keys = [_key(_place(each, order)) for each in listed]
    upper, lower = (page.after, page.before) if order.descending else (page.before, page.after)
    rest = [
        each
        for each, key in zip(listed, keys, strict=True)
        if (upper is None or key < _key(upper)) and (lower is None or key > _key(lower))
    ]
    return cut_page(rest, page)


def page_of_stops(stops: Sequence[Stop], request: StopsRequest) -> Page[Stop]:
    after = -1 if request.after is None else request.after
    rest = [
        each
        for each in stops
        if after < each.position and (request.before is None or each.position < request.before)
    ]
    return cut_page(rest, request)


def cut_page(rest: Sequence[T], page: PageRequest | StopsRequest) -> Page[T]:
    start = max(len(rest) - page.size, 0) if page.backward else 0
    return Page(rest[start : start + page.size], len(rest) > page.size)


def _place(thing: object, order: DeliveryOrder) -> Place:
    assert isinstance(thing, Delivery | Sweep | ApiToken)
    return Place(thing.id, _day(thing) if order.by_day else None)


def _day(thing: object) -> date:
    assert isinstance(thing, Delivery | Sweep)
    return thing.booking.delivery_date if isinstance(thing, Delivery) else thing.day


def _key(place: Place) -> tuple[date, str]:
    return (place.day or date.min, place.id)


def has_words(delivery: Delivery, text: str) -> bool:
    booking = delivery.booking
    texts = (booking.reference, booking.recipient.name, booking.label, booking.notes)
    words = " ".join(texts).lower().split()
    return all(any(word.startswith(part) for word in words) for part in text.lower().split())
