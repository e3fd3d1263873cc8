"""The deliveries that every system stores and shows, and the requests' contents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

READER: Final = "bench"
WRITERS: Final = tuple(f"bench-{number}" for number in range(8))
"""Writers have accounts of their own, as the commands of one account wait for each other."""
SIZE: Final = 50
EVENTS: Final = 5
BATCH: Final = 100
LARGE_BATCH: Final = 10_000
DAY: Final = "2018-04-05"

_PEOPLE = (
    ("Anna Jensen", "Strandvejen 12", "2900", "Hellerup"),
    ("Bo Nielsen", "Nørregade 7", "8000", "Aarhus C"),
    ("Cecilie Holm", "Vestergade 31", "5000", "Odense C"),
    ("David Lund", "Algade 4", "4000", "Roskilde"),
)
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workload:
    """What the requests need of the database: the accounts' tokens and the ids of deliveries.

    `ids` are the reader's; `own_ids` are those of each writer, a hundred for each connection.
    """

    tokens: Mapping[str, str]
    ids: tuple[str, ...]
    own_ids: Mapping[str, tuple[str, ...]]


def rest_items(count: int) -> list[Item]:
    """Return the items of a REST create."""
    return [_rest_item(number) for number in range(count)]


def graphql_items(count: int) -> list[Item]:
    """Return the same items as GraphQL input."""
    return [_graphql_item(number) for number in range(count)]


def _rest_item(number: int) -> Item:
    name, street, zip_code, city = _PEOPLE[number % len(_PEOPLE)]
    return {
        "delivery_id": f"ORDER-{number}",
        "recipient_name": name,
        "recipient_email": f"customer{number}@shop.example",
        "recipient_phone": {
            "country_iso_code": "DK",
            "country_dial_code": "45",
            "phone": f"20 00 {number % 100:02d}",
        },
        "delivery_date": DAY,
        "pickup_window": {"from": "06:00", "to": "07:30"},
        "delivery_window": {"from": "08:00", "to": "12:00"},
        "pickup_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"},
        "delivery_location": {"zip": zip_code, "city": city, "address_1": street},
        "delivery_notes": "Ring twice",
        "delivery_number_of_packages": number % 4 + 1,
    }


def _graphql_item(number: int) -> Item:
    item = _rest_item(number)
    pickup, drop_off = item["pickup_location"], item["delivery_location"]
    return {
        "reference": item["delivery_id"],
        "recipient": {
            "name": item["recipient_name"],
            "email": item["recipient_email"],
            "phone": {"country": "DK", "dialCode": "45", "number": item["recipient_phone"]["phone"]},
        },
        "deliveryDate": DAY,
        "pickupWindow": {"start": "06:00", "end": "07:30"},
        "deliveryWindow": {"start": "08:00", "end": "12:00"},
        "pickup": {"zip": pickup["zip"], "city": pickup["city"], "address1": pickup["address_1"]},
        "dropOff": {"zip": drop_off["zip"], "city": drop_off["city"], "address1": drop_off["address_1"]},
        "notes": item["delivery_notes"],
        "packages": item["delivery_number_of_packages"],
    }
