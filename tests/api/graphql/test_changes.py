"""Changes are shown by the names of fields, as texts."""

from dataclasses import replace
from decimal import Decimal

from graphql import GraphQLObjectType, get_named_type

from api.graphql.global_ids import SWEEP, encode_id
from api.graphql.schema import gateway_schema
from api.graphql.types.field_change import field_changes
from domain.model.events import Change, EventType, Json
from domain.model.recipient import Phone
from domain.model.window import Window
from domain.rules.history import delivery_event, sweep_event
from tests.domain.examples import BOOKING, DELIVERY, SWEEP_ID
from tests.domain.examples import SWEEP as A_SWEEP

SCHEMA = gateway_schema()._schema  # noqa: SLF001  what strawberry makes of the types
FULL = replace(
    DELIVERY,
    booking=replace(
        BOOKING,
        recipient=replace(BOOKING.recipient, phone=Phone("DK", "45", "12 34 56 78")),
        insured_value=Decimal("12.50"),
        pickup=replace(BOOKING.pickup, latitude=55.5, longitude=12.5),
    ),
    sweep_id=SWEEP_ID,
    position=0,
    estimate=Window(BOOKING.delivery_window.start, BOOKING.delivery_window.end),
)


def is_selectable(kind: str, path: str) -> bool:
    """Whether a client could ask for the field at this path."""
    owner: object = SCHEMA.get_type(kind)
    for name in path.split("."):
        if not isinstance(owner, GraphQLObjectType) or name not in owner.fields:
            return False
        owner = get_named_type(owner.fields[name].type)
    return not isinstance(owner, GraphQLObjectType)


def test_every_path_is_that_of_a_field() -> None:
    of_deliveries = field_changes(delivery_event(Change(None, FULL, EventType.CREATED)).changes)
    of_sweeps = field_changes(sweep_event(Change(None, A_SWEEP, EventType.CREATED)).changes)
    assert len(of_deliveries) > 25
    assert [each.path for each in of_deliveries if not is_selectable("Delivery", each.path)] == []
    assert [each.path for each in of_sweeps if not is_selectable("Sweep", each.path)] == []


def test_values_are_texts_and_ids_those_that_clients_know() -> None:
    changes: dict[str, tuple[Json, Json]] = {
        "packages": (1, 2),
        "sweep_id": (None, SWEEP_ID),
        "pickup.latitude": (55.5, None),
        "notes": ("", "x"),
        "recipient.id": ("r-1", ""),
    }
    shown = {each.path: (each.before, each.after) for each in field_changes(changes)}
    assert shown == {
        "packages": ("1", "2"),
        "sweep.id": (None, encode_id(SWEEP, SWEEP_ID)),
        "pickup.latitude": ("55.5", None),
        "notes": (None, "x"),
        "recipient.reference": ("r-1", None),
    }
