"""A delivery as a row of the table `delivery`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from domain.model.booking import Booking, Kind
from domain.model.delivery import Delivery, State
from domain.model.location import AddressLevel, Location
from domain.model.recipient import Phone, Recipient
from domain.model.time_of_day import TIMES_OF_DAY
from domain.model.window import Window
from persistence.rows.mapping import Composite, Converted, Nullable, map_enum
from persistence.schema.tables import delivery


def _map_window(name: str) -> Composite[Window]:
    return Composite(
        Window,
        start=Converted(f"{name}_start", TIMES_OF_DAY.__getitem__, "minutes"),
        end=Converted(f"{name}_end", TIMES_OF_DAY.__getitem__, "minutes"),
    )


def _map_location(name: str) -> Composite[Location]:
    return Composite(Location, f"{name}_", level=map_enum(f"{name}_level", AddressLevel))


_RECIPIENT: Final = Composite(Recipient, "recipient_", phone=Nullable(Composite(Phone, "recipient_phone_")))
_BOOKING: Final = Composite(
    Booking,
    recipient=_RECIPIENT,
    pickup_window=_map_window("pickup_window"),
    delivery_window=_map_window("delivery_window"),
    pickup=_map_location("pickup"),
    drop_off=_map_location("drop_off"),
    kind=map_enum("kind", Kind),
)
DELIVERY: Final = Composite(
    Delivery,
    booking=_BOOKING,
    state=map_enum("state", State),
    estimate=Nullable(_map_window("estimate")),
)

delivery_from_row = DELIVERY.make_reader(delivery)
_GETTERS: Final = dict(DELIVERY.getters())


def columns_from_deliveries(
    deliveries: Sequence[Delivery], columns: Iterable[str] = _GETTERS
) -> Mapping[str, Sequence[object]]:
    """Return the values of all or some columns, in the order of the deliveries."""
    return {column: list(map(_GETTERS[column], deliveries)) for column in columns}


def column_of(path: str) -> str:
    """Return the column of an attribute, by its path in the history."""
    return path.replace(".", "_")
