"""The documented delivery in the format of each channel, identified by its reference."""

from typing import Any

DAY = "2018-04-05"  # a Thursday, the one day on which the demo account delivers
PICKUP = {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
DROP_OFF = {"zip": "2100", "city": "København", "address_1": "Kattegatvej 57"}

CREATE = """mutation($input: CreateDeliveriesInput!) {
  createDeliveries(input: $input) { deliveries { id scheduledId } violations { code } }
}"""


def booking(reference: str) -> dict[str, Any]:
    return {
        "delivery_id": reference,
        "recipient_name": "Test user",
        "delivery_date": DAY,
        "pickup_location": PICKUP,
        "delivery_location": DROP_OFF,
    }


def graphql_booking(reference: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "recipient": {"name": "Test user"},
        "deliveryDate": DAY,
        "pickup": _camel(PICKUP),
        "dropOff": _camel(DROP_OFF),
    }


def _camel(location: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", ""): value for name, value in location.items()}
