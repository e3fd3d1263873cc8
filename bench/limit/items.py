"""The limit's bodies: decoded in one pass, and turned into the arrays of its statements."""

from collections.abc import Sequence
from datetime import date

import msgspec

from bench.limit.writes import COLUMNS


class ItemPhone(msgspec.Struct):
    country_iso_code: str
    country_dial_code: str
    phone: str


class ItemSpan(msgspec.Struct):
    start: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")


class ItemPlace(msgspec.Struct):
    zip: str
    city: str
    address_1: str


class Item(msgspec.Struct):
    """An item of a REST create."""

    delivery_id: str
    recipient_name: str
    recipient_email: str
    recipient_phone: ItemPhone
    delivery_date: str
    pickup_window: ItemSpan
    delivery_window: ItemSpan
    pickup_location: ItemPlace
    delivery_location: ItemPlace
    delivery_notes: str
    delivery_number_of_packages: int


class Update(msgspec.Struct):
    """An item of a REST update."""

    scheduled_id: str
    delivery_notes: str


class GraphQLPhone(msgspec.Struct, rename="camel"):
    country: str
    dial_code: str
    number: str


class GraphQLRecipient(msgspec.Struct):
    name: str
    email: str
    phone: GraphQLPhone


class GraphQLSpan(msgspec.Struct):
    start: str
    end: str


class GraphQLPlace(msgspec.Struct):
    zip: str
    city: str
    address1: str


class GraphQLItem(msgspec.Struct, rename="camel"):
    """An item of `createDeliveries`."""

    reference: str
    recipient: GraphQLRecipient
    delivery_date: str
    pickup_window: GraphQLSpan
    delivery_window: GraphQLSpan
    pickup: GraphQLPlace
    drop_off: GraphQLPlace
    notes: str
    packages: int


class GraphQLInput(msgspec.Struct):
    deliveries: list[GraphQLItem]


class GraphQLVariables(msgspec.Struct):
    input: GraphQLInput


class GraphQLBody(msgspec.Struct):
    variables: GraphQLVariables


Row = tuple[object, ...]
Arguments = list[Sequence[object]]

decode_items = msgspec.json.Decoder(list[Item]).decode
decode_updates = msgspec.json.Decoder(list[Update]).decode
decode_graphql = msgspec.json.Decoder(GraphQLBody).decode

_PATHS = (
    *("reference", "recipient.name", "recipient.email"),
    *("recipient.phone.country", "recipient.phone.dial_code", "recipient.phone.number", "delivery_date"),
    *("pickup_window.start", "pickup_window.end", "delivery_window.start", "delivery_window.end"),
    *("pickup.zip", "pickup.city", "pickup.address_1", "drop_off.zip", "drop_off.city", "drop_off.address_1"),
    *("notes", "packages"),
)
_CONSTANTS = {
    "pickup.level": (None, "UNVERIFIED"),
    "drop_off.level": (None, "UNVERIFIED"),
    "department": (None, "Catering"),
    "kind": (None, "DELIVERY"),
    "state": (None, "CREATED"),
}
_DAY, _TIMES = _PATHS.index("delivery_date"), range(7, 11)
_encode = msgspec.json.Encoder().encode


def row_from_item(item: Item) -> Row:
    """Return the values of `_PATHS`."""
    phone, pickup, drop_off = item.recipient_phone, item.pickup_location, item.delivery_location
    return (
        *(item.delivery_id, item.recipient_name, item.recipient_email),
        *(phone.country_iso_code, phone.country_dial_code, phone.phone, item.delivery_date),
        *(item.pickup_window.start, item.pickup_window.end),
        *(item.delivery_window.start, item.delivery_window.end),
        *(pickup.zip, pickup.city, pickup.address_1),
        *(drop_off.zip, drop_off.city, drop_off.address_1),
        *(item.delivery_notes, item.delivery_number_of_packages),
    )


def row_from_graphql_item(item: GraphQLItem) -> Row:
    """Return the values of `_PATHS`."""
    recipient, phone = item.recipient, item.recipient.phone
    return (
        *(item.reference, recipient.name, recipient.email),
        *(phone.country, phone.dial_code, phone.number, item.delivery_date),
        *(item.pickup_window.start, item.pickup_window.end),
        *(item.delivery_window.start, item.delivery_window.end),
        *(item.pickup.zip, item.pickup.city, item.pickup.address1),
        *(item.drop_off.zip, item.drop_off.city, item.drop_off.address1),
        *(item.notes, item.packages),
    )


def arguments_from_rows(rows: Sequence[Row], ids: Sequence[str], request_id: str) -> Arguments:
    """Return the parameters of a create from `$2` on."""
    columns: list[Sequence[object]] = [list(column) for column in zip(*rows, strict=True)]
    columns[_DAY] = list(map(date.fromisoformat, columns[_DAY]))  # type: ignore[arg-type] # texts
    for place in _TIMES:
        columns[place] = [int(text[:2]) * 60 + int(text[3:]) for text in columns[place]]  # type: ignore[index] # texts
    assert len(columns) == len(COLUMNS) - 1  # noqa: S101 - the order of both is one
    return [ids, *columns, list(map(_changes, rows)), request_id]


def _changes(row: Row) -> str:
    """Return the changes of the creation event as JSON text."""
    changes = {path: (None, value) for path, value in zip(_PATHS, row, strict=True)}
    return _encode(changes | _CONSTANTS).decode()
