"""The schemas of answers, inferred from what the gateway answers with its own sample values."""

from collections.abc import Mapping
from typing import Final

from legacy_rest.openapi.samples import delivery_samples, settings_sample
from legacy_rest.scheduled.responses import CARRIER_STATUSES, STATUSES

Schema = Mapping[str, object]

_TYPES: Final = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
# What the types do not say of a field, by its name.
_DETAILS: Final[Mapping[str, Schema]] = {
    "delivery_status": {"enum": sorted(set(STATUSES.values()))},
    "scheduled_id": {"pattern": "^[0-9a-f]{24}$"},
    "order": {"minimum": -1, "description": "The place in its sweep from 0; -1 until it is planned."},
    "pickup_date": {"description": "The delivery day, without an offset."},
    "estimated_delivery_time": {"description": "The delivery window, or the narrower one of a plan."},
}
_CARRIER_DETAILS: Final = {"enum": sorted({number for number, _ in CARRIER_STATUSES.values()})}


def delivery_schema() -> Schema:
    plain, located = delivery_samples()
    return {**infer_schema(plain, located), "examples": [located]}


def settings_schema() -> Schema:
    return {**infer_schema(settings_sample()), "examples": [settings_sample()]}


def infer_schema(*samples: object, name: str = "") -> Schema:
    """Return the schema of these values, which are all objects of the same keys, all lists, or all others."""
    first = samples[0]
    if isinstance(first, Mapping):
        parts = {key: [each[key] for each in samples if isinstance(each, Mapping)] for key in first}
        properties = {key: infer_schema(*values, name=key) for key, values in parts.items()}
        return {"type": "object", "required": list(first), "properties": properties}
    if isinstance(first, list):
        return {"type": "array", "items": infer_schema(*first)}
    types = sorted({_TYPES[type(each)] for each in samples})
    details = _CARRIER_DETAILS if name == "carrier_status" else _DETAILS.get(name, {})
    return {"type": types[0] if len(types) == 1 else types, **details}
