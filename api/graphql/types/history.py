from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import strawberry

from api.graphql.cursors import history_cursor
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Channel, DeliveryEventType
from api.graphql.pages import Edge, PageInfo, describe_nodes, page_info
from api.graphql.types.field_change import FieldChange, field_changes
from domain.model import events
from domain.model.delivery import Delivery
from domain.model.page import Page
from domain.rules.leaves import count_paths


@strawberry.type(description="An event of a delivery.")
class HistoryEntry(DomainType):
    domain_type = events.HistoryEntry

    at: datetime = attribute("When the event happened.")
    actor: str = attribute("The name of the token that was used.")
    channel: Channel = attribute("The channel of the request.")
    request_id: str = attribute("The id of the request, from its response header `X-Request-ID`.")
    type: DeliveryEventType = attribute("What happened.")
    changes: list[FieldChange] = attribute(
        "The fields that changed; for a new delivery every field that is set.",
        convert=field_changes,
        most=count_paths(Delivery),
    )


@strawberry.type(description="An entry in a history.")
class HistoryEdge:
    cursor: str = strawberry.field(description="The place of the entry in the history; pass it as `after`.")
    node: HistoryEntry | None = strawberry.field(description="The entry.")


@strawberry.type(description="A page of a delivery's history, newest first.")
class HistoryConnection:
    edges: list[HistoryEdge | None] | None = strawberry.field(
        description="The entries of the page, each with its cursor."
    )
    nodes: list[HistoryEntry] = strawberry.field(description=describe_nodes("entries"))
    page_info: PageInfo = strawberry.field(description="The position of the page in the history.")


@dataclass(frozen=True, slots=True)
class History:
    """A page of entries with their cursors, which `HistoryConnection` shows."""

    edges: Sequence[Edge[events.HistoryEntry]]
    nodes: Sequence[events.HistoryEntry]
    page_info: PageInfo


def history_connection(page: Page[events.HistoryEntry], *, from_cursor: bool) -> History:
    edges = [Edge(history_cursor(entry.number), entry) for entry in page.items]
    info = page_info(edges, has_next=page.has_more, has_previous=from_cursor)
    return History(edges, page.items, info)
