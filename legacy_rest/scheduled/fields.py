"""The request fields of this dialect: the domain attribute that each sets, and its format."""

from collections.abc import Mapping
from dataclasses import dataclass

from legacy_rest.scheduled import formats
from legacy_rest.scheduled.formats import Format


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `path` is the domain attribute's."""

    path: str
    format: Format = formats.TEXT


@dataclass(frozen=True, slots=True)
class Group:
    """An object of fields; `path` is the domain attribute's.

    `requirement` is that of a group that must have one of its fields. A group with `coordinates` may have
    `latitude` and `longitude`, which are read together.
    """

    path: str
    fields: Mapping[str, Field]
    requirement: str = ""
    coordinates: bool = False


@dataclass(frozen=True, slots=True)
class InsuranceFields:
    """The names of the two fields of an insurance; the value counts only if it is enabled."""

    enabled: str
    value: str


def _window(path: str) -> Group:
    ends = {"from": "start", "to": "end"}
    fields = {name: Field(f"{path}.{end}", formats.CLOCK_TIME) for name, end in ends.items()}
    return Group(path, fields, "must be an object with from and to, each written HH:MM")


def _location(path: str) -> Group:
    texts = {name: Field(f"{path}.{name}") for name in ("description", "city", "address_1", "address_2")}
    zip_code = Field(f"{path}.zip", formats.ZIP_CODE)
    return Group(path, {"zip": zip_code, **texts}, coordinates=True)


FIELDS: Mapping[str, Field | Group] = {
    "scheduled_id": Field("id", formats.ID),
    "delivery_id": Field("reference"),
    "recipient_id": Field("recipient.id"),
    "recipient_name": Field("recipient.name"),
    "recipient_email": Field("recipient.email"),
    "recipient_phone": Group(
        "recipient.phone",
        {
            "country_iso_code": Field("recipient.phone.country", formats.COUNTRY_CODE),
            "country_dial_code": Field("recipient.phone.dial_code"),
            "phone": Field("recipient.phone.number"),
        },
    ),
    "delivery_date": Field("delivery_date", formats.DAY),
    "pickup_window": _window("pickup_window"),
    "delivery_window": _window("delivery_window"),
    "delivery_location": _location("drop_off"),
    "pickup_location": _location("pickup"),
    "delivery_label": Field("label"),
    "delivery_notes": Field("notes"),
    "delivery_number_of_packages": Field("packages", formats.WHOLE_NUMBER),
    "department": Field("department"),
    "type": Field("kind", formats.KIND),
    "returned_delivery_id": Field("returned_delivery_id", formats.REFERENCE),
    "return_request_by": Field("return_request_by"),
}

# Insurance is an object of its own, or two fields of the item that some clients send instead.
INSURANCE = "cargo_insurance"
IN_GROUP = InsuranceFields("enabled", "value")
IN_ITEM = InsuranceFields("full_insurance", "full_insurance_value")

OTHER_NAMES: Mapping[str, str] = {"insurance.enabled": IN_ITEM.enabled, "insured_value": IN_ITEM.value}

# The names of an item's own fields.
ITEM_FIELDS = frozenset({*FIELDS, INSURANCE, IN_ITEM.enabled, IN_ITEM.value})

# The path of everything that the domain can refuse, and its name in this dialect.
NAMES: Mapping[str, str] = {
    "": "",
    "idempotency_key": "Idempotency-Key",
    "recipient": "recipient_name",
    "insurance": INSURANCE,
    "insurance.enabled": f"{INSURANCE}.{IN_GROUP.enabled}",
    "insured_value": f"{INSURANCE}.{IN_GROUP.value}",
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
