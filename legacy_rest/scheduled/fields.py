"""The request fields of this dialect: the domain attribute that each sets, and its format."""

from collections.abc import Mapping
from dataclasses import dataclass

from legacy_rest.scheduled import formats
from legacy_rest.scheduled.formats import Format


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `path` is the domain attribute's."""

    path: str
    convert: Format = formats.keep_value


@dataclass(frozen=True, slots=True)
class Group:
    """An object of fields; `path` is the domain attribute's."""

    path: str
    fields: Mapping[str, Field]


def _window(path: str) -> Group:
    ends = {"from": "start", "to": "end"}
    return Group(path, {name: Field(f"{path}.{end}", formats.read_clock_time) for name, end in ends.items()})


def _location(path: str) -> Group:
    texts = {name: Field(f"{path}.{name}") for name in ("description", "city", "address_1", "address_2")}
    return Group(path, {"zip": Field(f"{path}.zip", formats.read_zip_code), **texts})


FIELDS: Mapping[str, Field | Group] = {
    "scheduled_id": Field("id"),
    "delivery_id": Field("reference"),
    "recipient_id": Field("recipient.id"),
    "recipient_name": Field("recipient.name"),
    "recipient_email": Field("recipient.email"),
    "recipient_phone": Group(
        "recipient.phone",
        {
            "country_iso_code": Field("recipient.phone.country"),
            "country_dial_code": Field("recipient.phone.dial_code"),
            "phone": Field("recipient.phone.number"),
        },
    ),
    "delivery_date": Field("delivery_date", formats.read_day),
    "pickup_window": _window("pickup_window"),
    "delivery_window": _window("delivery_window"),
    "delivery_location": _location("drop_off"),
    "pickup_location": _location("pickup"),
    "delivery_label": Field("label"),
    "delivery_notes": Field("notes"),
    "delivery_number_of_packages": Field("packages", formats.read_number),
    "department": Field("department"),
    "type": Field("kind", formats.read_kind),
    "returned_delivery_id": Field("returned_delivery_id"),
    "return_request_by": Field("return_request_by"),
}

# The names of an item's own fields; the last three are read together.
ITEM_FIELDS = frozenset({*FIELDS, "cargo_insurance", "full_insurance", "full_insurance_value"})

# The path of everything that the domain can refuse, and its name in this dialect.
NAMES: Mapping[str, str] = {
    "": "",
    "idempotency_key": "Idempotency-Key",
    "recipient": "recipient_name",
    "insurance": "cargo_insurance",
    "insurance.enabled": "cargo_insurance.enabled",
    "insured_value": "cargo_insurance.value",
    **{each.path: name for name, each in FIELDS.items()},
    **{
        field.path: f"{group_name}.{name}"
        for group_name, group in FIELDS.items()
        if isinstance(group, Group)
        for name, field in group.fields.items()
    },
    **{
        f"{path}.{axis}": f"{name}.{axis}"
        for path, name in (("pickup", "pickup_location"), ("drop_off", "delivery_location"))
        for axis in ("latitude", "longitude")
    },
}
