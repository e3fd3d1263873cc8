"""Sends a case by the documented REST calls."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from domain.errors import Code
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form
from tests.channels.case import BatchCall, Refusal
from tests.running import Gateway

NAMES = {
    "id": "scheduled_id",
    "reference": "delivery_id",
    "recipient.id": "recipient_id",
    "recipient.name": "recipient_name",
    "recipient.email": "recipient_email",
    "recipient.phone.country": "recipient_phone.country_iso_code",
    "recipient.phone.dial_code": "recipient_phone.country_dial_code",
    "recipient.phone.number": "recipient_phone.phone",
    "delivery_date": "delivery_date",
    "department": "department",
    "packages": "delivery_number_of_packages",
    "insured_value": "cargo_insurance.value",
    "label": "delivery_label",
    "notes": "delivery_notes",
    "kind": "type",
    "returned_delivery_id": "returned_delivery_id",
    "return_request_by": "return_request_by",
    **{
        f"{window}.{end}": f"{window}.{name}"
        for window in ("pickup_window", "delivery_window")
        for end, name in (("start", "from"), ("end", "to"))
    },
    **{
        f"{place}.{part}": f"{name}.{part}"
        for place, name in (("pickup", "pickup_location"), ("drop_off", "delivery_location"))
        for part in ("zip", "city", "address_1", "address_2", "description")
    },
}
GROUPS = {
    "pickup": "pickup_location",
    "drop_off": "delivery_location",
    "pickup_window": "pickup_window",
    "delivery_window": "delivery_window",
}
PATHS = {name: path for path, name in (NAMES | GROUPS).items()}


async def send_case(gateway: Gateway, token: str, call: BatchCall, forms: tuple[Form, ...]) -> list[Refusal]:
    method, path, body = _request(call, forms)
    headers = {"Token": token, "Content-Type": "application/json"}
    response = await gateway.http.request(method, path, content=body, headers=headers)
    if response.is_success:
        return []
    answer = response.json()
    assert answer["error"]["status"] == response.status_code
    return [(each["index"], Code(each["code"]), PATHS[each["path"]]) for each in answer["fields"]]


def _request(call: BatchCall, forms: tuple[Form, ...]) -> tuple[str, str, str]:
    if call is BatchCall.DELETE:
        (form,) = forms
        return "DELETE", f"/v1/scheduled/{quote(str(form['id']))}", ""
    body = json.dumps([_item(form) for form in forms])
    return "POST", f"/v1.3/scheduled/{call.name.lower()}", body


def _item(form: Form) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for path, value in form.items():
        group, _, name = NAMES[path].rpartition(".")
        part = item.setdefault(group, {}) if group else item
        part[name] = _encode_value(path, value)
        if path == "insured_value":
            part["enabled"] = value is not None
    return item


def _encode_value(path: str, value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case TimeOfDay():
            return str(value)
        case Decimal():
            return str(value)
        case str() if path == "kind":
            return value.lower()
        case None if "window" in path:
            return ""
        case _:
            return value
