"""A delivery as a row of the table `delivery`."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.model.booking import Booking, Kind
from domain.model.delivery import Delivery, State
from domain.model.location import AddressLevel, Location
from domain.model.recipient import Phone, Recipient
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from persistence.rows.mapping import Composite, Converted, Nullable, map_enum
from persistence.schema.tables import delivery


def _map_window(name: str) -> Composite[Window]:
    return Composite(
        Window,
        start=Converted(f"{name}_start", TimeOfDay, "minutes"),
        end=Converted(f"{name}_end", TimeOfDay, "minutes"),
    )


def _map_location(name: str) -> Composite[Location]:
    return Composite(
        Location,
        zip=f"{name}_zip",
        city=f"{name}_city",
        address_1=f"{name}_address_1",
        address_2=f"{name}_address_2",
        description=f"{name}_description",
        latitude=f"{name}_latitude",
        longitude=f"{name}_longitude",
        level=map_enum(f"{name}_level", AddressLevel),
    )


_PHONE: Final = Composite(
    Phone,
    country="recipient_phone_country",
    dial_code="recipient_phone_dial_code",
    number="recipient_phone_number",
)
_RECIPIENT: Final = Composite(
    Recipient,
    name="recipient_name",
    id="recipient_id",
    email="recipient_email",
    phone=Nullable(_PHONE),
)
_BOOKING: Final = Composite(
    Booking,
    reference="reference",
    recipient=_RECIPIENT,
    delivery_date="delivery_date",
    pickup_window=_map_window("pickup_window"),
    delivery_window=_map_window("delivery_window"),
    pickup=_map_location("pickup"),
    drop_off=_map_location("drop_off"),
    department="department",
    packages="packages",
    insured_value="insured_value",
    label="label",
    notes="notes",
    kind=map_enum("kind", Kind),
    returned_delivery_id="returned_delivery_id",
    return_request_by="return_request_by",
)
DELIVERY: Final = Composite(
    Delivery,
    id="id",
    account_id="account_id",
    booking=_BOOKING,
    state=map_enum("state", State),
    created_at="created_at",
    updated_at="updated_at",
    sweep_id="sweep_id",
    position="position",
    estimate=Nullable(_map_window("estimate")),
)

delivery_from_row = DELIVERY.make_reader(delivery)
_GETTERS: Final = tuple(DELIVERY.getters())


def columns_from_deliveries(deliveries: Sequence[Delivery]) -> Mapping[str, Sequence[object]]:
    """Return the values of each column, in the order of the deliveries."""
    return {column: list(map(get, deliveries)) for column, get in _GETTERS}
