from typing import TypeVar

from domain.model.delivery import Delivery
from domain.model.page import Page, PageRequest
from domain.model.sweep import Sweep

T = TypeVar("T")


def page_of(found: list[T], page: PageRequest) -> Page[T]:
    newest = sorted(found, key=_id, reverse=True)
    rest = [each for each in newest if page.after is None or _id(each) < page.after]
    return Page(rest[: page.first], len(rest) > page.first)


def _id(thing: object) -> str:
    assert isinstance(thing, Delivery | Sweep)
    return thing.id
