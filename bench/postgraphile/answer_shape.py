"""PostGraphile's answers in the shape of the gateway's, to compare them."""

from typing import Any

from api.graphql.paths import graphql_path
from domain.model.time_of_day import TimeOfDay

Json = Any


def shape_answer(body: Json) -> Json:
    ((name, value),) = body["data"].items()
    if name == "deliveryByAccountIdAndRowId":
        return _delivery(value)
    if name == "allDeliveries":
        return {"nodes": [_delivery(node) for node in value["nodes"]], "pageInfo": value["pageInfo"]}
    kept = ("reference", "state")
    return {
        "deliveries": [{each: node[each] for each in kept} for node in value["result"]],
        "violations": [],
    }


def _delivery(row: Json) -> Json:
    value = row["insuredValue"]
    events = (
        {"history": {"nodes": [_entry(each) for each in row["events"]["nodes"]]}} if "events" in row else {}
    )
    return {
        "scheduledId": row["rowId"],
        "pickupWindow": _window(row, "pickup"),
        "deliveryWindow": _window(row, "delivery"),
        "pickup": _location(row, "pickup"),
        "dropOff": _location(row, "dropOff"),
        "recipient": _recipient(row),
        "insuredValue": None if value is None else {"amount": value, "currency": "DKK"},
        **{
            name: row[name]
            for name in ("state", "deliveryDate", "packages", "kind", "createdAt", "updatedAt")
        },
        **{name: row[name] or None for name in ("reference", "department", "label", "notes")},
        **events,
    }


def _window(row: Json, name: str) -> Json:
    return {end.lower(): str(TimeOfDay(row[f"{name}Window{end}"])) for end in ("Start", "End")}


def _location(row: Json, name: str) -> Json:
    kept = ("zip", "city", "address1", "latitude", "longitude", "level")
    return {
        **{each: row[f"{name}{each.capitalize()}"] for each in kept},
        **{each: row[f"{name}{each.capitalize()}"] or None for each in ("address2", "description")},
    }


def _recipient(row: Json) -> Json:
    phone = {
        "country": row["recipientPhoneCountry"],
        "dialCode": row["recipientPhoneDialCode"],
        "number": row["recipientPhoneNumber"],
    }
    return {
        "name": row["recipientName"],
        "reference": row["recipientId"] or None,
        "email": row["recipientEmail"] or None,
        "phone": phone if row["recipientPhoneCountry"] else None,
    }


def _entry(row: Json) -> Json:
    changes = [
        {"path": graphql_path(path), "before": _text(before), "after": _text(after)}
        for path, (before, after) in row["changes"].items()
    ]
    return {
        "type": row["eventType"].upper(),
        "at": row["at"],
        "actor": row["actor"],
        "channel": row["channel"].upper(),
        "requestId": row["requestId"],
        "changes": changes,
    }


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
