"""The request bodies: JSON, and the shapes of keys that forms may have."""

from collections.abc import Mapping
from typing import Final

from domain.rules.catalogue import Operation
from legacy_rest.forms import JSON_FIELD
from legacy_rest.openapi.call_list import Call, Input
from legacy_rest.openapi.request_schemas import items_schema
from legacy_rest.openapi.samples import SCHEDULED_ID
from legacy_rest.scheduled.endpoints import ID_FIELD

Schema = Mapping[str, object]

# A key of `from` for each shape that a form may have; the last two are those of one delivery alone.
FORM_KEYS: Final = (
    "0[pickup_window][from]",
    "[0][pickup_window][from]",
    "[][pickup_window][from]",
    "deliveries[0][pickup_window][from]",
    "deliveries[][pickup_window][from]",
    "0.pickup_window.from",
    "[0].pickup_window.from",
    "deliveries[0].pickup_window.from",
    "pickup_window[from]",
    "pickup_window.from",
)
FORM: Final = "application/x-www-form-urlencoded"
_FORM_DESCRIPTION: Final = (
    f"A form with keys in one of the shapes {', '.join(f'`{key}`' for key in FORM_KEYS)}, or with one field "
    f"`{JSON_FIELD}` that holds the JSON text. With `[]` a new item begins when a key repeats; a delivery "
    "without an index is one alone. A body that begins with `[` or `{` is JSON whatever its type."
)


def request_body(call: Call) -> Schema | None:
    """Return the body of a call, `None` if it reads none."""
    match call.input:
        case Input.BATCH:
            name = "CreateItem" if call.operation is Operation.CREATE else "UpdateItem"
            return _body(items_schema(name), _FORM_DESCRIPTION, required=True)
        case Input.ID:
            named = {
                "type": "object",
                "properties": {ID_FIELD: {"type": "string", "examples": [SCHEDULED_ID]}},
            }
            return _body(named, f"A form with the key `{ID_FIELD}`.", required=False)
    return None


def _body(schema: Schema, form: str, *, required: bool) -> Schema:
    fields = {"type": "object", "description": form, "additionalProperties": {"type": "string"}}
    content = {"application/json": {"schema": schema}, FORM: {"schema": fields}}
    return {"required": required, "content": content}
