"""Rows of a view's statement as what they show."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.model.page import HistoryRequest, StopsRequest
from domain.model.projection import Shown, ShownChildren, View
from persistence.engine.database import Row


def shown_from_row(row: Row, view: View) -> Shown:
    count = len(view.projection.objects)
    if not view.projection.children:
        return Shown(row[0], row[1], row[2:])
    return Shown(row[0], row[1], row[2 : count + 2], list(_children(row[count + 2 :], view)))


def _children(columns: Sequence[Any], view: View) -> Iterator[ShownChildren]:
    at = 0
    for child, page in zip(view.projection.children, view.pages, strict=True):
        end = at + len(child.objects) + (0 if page is None else 2)
        yield _single(columns[at:end]) if page is None else _page(columns[at:end], page)
        at = end


def _single(texts: Sequence[str | None]) -> ShownChildren:
    return ShownChildren([[] if text is None else [text] for text in texts])


def _page(columns: Sequence[Sequence[Any] | None], page: HistoryRequest | StopsRequest) -> ShownChildren:
    """Return the page without the child that follows it, in the order of the list."""
    found = [column or () for column in columns]
    has_more = len(found[0]) > page.size
    backward = isinstance(page, StopsRequest) and page.backward
    if has_more:
        found = [column[: page.size] for column in found]
    places, extras, *texts = [column[::-1] for column in found] if backward else found
    if isinstance(page, StopsRequest):
        return ShownChildren(texts, places, has_more, states=extras)
    return ShownChildren(texts, places, has_more, changes=sum(extras))
