"""The documented examples, and helpers for requests to a gateway."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from domain.model.auth import Caller, Channel
from domain.model.page import DeliveryFilter, PageRequest
from tests import changed_settings
from tests.running import Gateway

CREATE = "/v1.3/scheduled/create"
UPDATE = "/v1.3/scheduled/update"
DELETE = "/v1/scheduled"
SETTINGS = "/v1/settings/config"
UNKNOWN_ID = "5ab3b4cb038cbe9805c957b1"
TOKEN = {"Token": "demo"}


def golden(name: str) -> Any:  # noqa: ANN401 - the content of the file
    return json.loads(golden_bytes(name))


def golden_bytes(name: str) -> bytes:
    return (Path(__file__).parent / "golden" / f"{name}.json").read_bytes()


def item(**changes: object) -> dict[str, object]:
    """The documented delivery with some fields changed."""
    return {**golden("create_request")[0], **changes}


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in item().items() if name not in names}


async def post(gateway: Gateway, path: str, body: object) -> httpx.Response:
    return await gateway.http.post(path, headers=TOKEN, json=body)


async def create_one(gateway: Gateway, **changes: object) -> Any:  # noqa: ANN401 - a JSON object
    answer = await post(gateway, CREATE, [item(**changes)])
    assert answer.status_code == 201, answer.text
    return answer.json()


async def refusals(gateway: Gateway, *items: object) -> list[tuple[int, str, str]]:
    """What a create of malformed items is answered with: index, path and message of every field."""
    answer = await post(gateway, CREATE, items)
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed_request"
    return [(each["index"], each["path"], each["message"]) for each in answer.json()["fields"]]


async def caller(gateway: Gateway, who: str = "demo") -> Caller:
    return await gateway.usecases.access.authenticate(who, Channel.CLI, "test")


async def load_booking(gateway: Gateway, delivery_id: str) -> Any:  # noqa: ANN401 - spares every test an assertion
    delivery = await gateway.usecases.queries.delivery(await caller(gateway), delivery_id)
    assert delivery is not None
    return delivery.booking


async def newest_ids(gateway: Gateway) -> list[str]:
    """The ids of the newest deliveries."""
    page = await gateway.usecases.queries.deliveries(
        await caller(gateway), DeliveryFilter(), PageRequest(100)
    )
    return [each.id for each in page.items]


async def change_settings(gateway: Gateway, **changes: Any) -> None:  # noqa: ANN401 - as `replace` takes them
    who = await caller(gateway)
    settings = await gateway.usecases.queries.settings(who)
    await changed_settings.change_settings(gateway.usecases, who, replace(settings, **changes))


def is_problem(answer: httpx.Response) -> bool:
    """Whether the answer is a refusal with the documented error body."""
    body = answer.json()
    assert list(body)[:3] == ["message", "code", "error"], body
    assert body["error"] == {"status": answer.status_code}
    assert isinstance(body["message"], str)
    assert "fields" not in body or body["fields"]
    return 400 <= answer.status_code < 500
