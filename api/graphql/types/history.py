from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import strawberry

from api.graphql.cursors import history_cursor
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Channel, DeliveryEventType
from api.graphql.pages import Edge, PageInfo, page_info
from api.graphql.types.field_change import FieldChange, field_changes
from domain.model import events as event
from domain.model.page import Page


@strawberry.type(description="Something that happened to a delivery.")
class HistoryEntry(DomainType):
    domain_type = event.HistoryEntry

    at: datetime = attribute("at", "When it happened.")
    actor: str = attribute("actor", "The name of the token that did it.")
    channel: Channel = attribute("channel", "Where the request came in.")
    request_id: str = attribute("request_id", "The request, as the response header `X-Request-ID` named it.")
    type: DeliveryEventType = attribute("type", "What happened.")
    changes: list[FieldChange] = attribute(
        "changes",
        "Every field that changed, as text; for a new delivery every field that has a value.",
        through=field_changes,
    )


@strawberry.type(description="An entry in a history.")
class HistoryEdge:
    cursor: str = strawberry.field(description="Stands for this place in the history; give it as `after`.")
    node: HistoryEntry | None = strawberry.field(description="What happened.")


@strawberry.type(description="A page of a delivery's history, newest first.")
class HistoryConnection:
    edges: list[HistoryEdge | None] | None = strawberry.field(
        description="The entries, each with its cursor."
    )
    nodes: list[HistoryEntry] = strawberry.field(description="The entries alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the history.")


@dataclass(frozen=True, slots=True)
class History:
    """A page of entries as its connection shows it."""

    edges: Sequence[Edge[event.HistoryEntry]]
    nodes: Sequence[event.HistoryEntry]
    page_info: PageInfo


def history(page: Page[event.HistoryEntry], *, from_cursor: bool) -> History:
    edges = [Edge(history_cursor(entry.number), entry) for entry in page.items]
    info = page_info(edges, has_next=page.has_more, has_previous=from_cursor)
    return History(edges, page.items, info)
