"""Sends a case by GraphQL."""

import json
import re
from base64 import b64encode
from datetime import date
from decimal import Decimal
from typing import Any

from domain.errors import Code
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form
from domain.rules.identifiers import is_id
from tests.channels.case import BatchCall, Refusal
from tests.running import Gateway

# Fields that have another name than their attribute.
RENAMED = {"recipient.id": "recipient.reference"}
MUTATIONS = {
    BatchCall.CREATE: "createDeliveries",
    BatchCall.UPDATE: "updateDeliveries",
    BatchCall.DELETE: "deleteDeliveries",
}


async def send_case(gateway: Gateway, token: str, call: BatchCall, forms: tuple[Form, ...]) -> list[Refusal]:
    mutation = MUTATIONS[call]
    document = f"""mutation($input: {mutation[0].upper()}{mutation[1:]}Input!) {{
      {mutation}(input: $input) {{ deliveries {{ id }} violations {{ index code path }} }}
    }}"""
    body = json.dumps({"query": document, "variables": {"input": _order(call, forms)}})
    headers = {"Token": token, "Content-Type": "application/json"}
    answer = (await gateway.http.post("/graphql", content=body, headers=headers)).json()
    assert "errors" not in answer, answer
    payload = answer["data"][mutation]
    assert len(payload["deliveries"]) == (0 if payload["violations"] else len(forms))
    return [(each["index"], Code[each["code"]], _domain_path(each["path"])) for each in payload["violations"]]


def _order(call: BatchCall, forms: tuple[Form, ...]) -> dict[str, Any]:
    items = [_input(form) for form in forms]
    return {"ids": [each["id"] for each in items]} if call is BatchCall.DELETE else {"deliveries": items}


def _input(form: Form) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, value in form.items():
        *groups, name = (_camel(part) for part in RENAMED.get(path, path).split("."))
        group = whole
        for each in groups:
            group = group.setdefault(each, {})
        group[name] = _encode_value(path, value)
    return whole


def _encode_value(path: str, value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case TimeOfDay():
            return str(value)
        case Decimal():
            return {"amount": str(value)}
        case str() if path == "id" or (path == "returned_delivery_id" and is_id(value)):
            return _encode_id(value)
        case _:
            return value


def _encode_id(delivery_id: str) -> str:
    """Clients get ids from the gateway; a case knows only what they stand for."""
    return b64encode(f"Delivery:{delivery_id}".encode()).decode()


def _camel(name: str) -> str:
    return re.sub("_(.)", lambda match: match[1].upper(), name)


def _domain_path(path: list[str]) -> str:
    dotted = ".".join(path)
    attributes = {field: attribute for attribute, field in RENAMED.items()}
    found = {**attributes, "insuredValue.amount": "insured_value"}.get(dotted, dotted)
    return re.sub("([A-Z]|[0-9])", lambda match: f"_{match[1].lower()}", found)
