"""The served document: complete, in step with the committed one, and true."""

import json
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import httpx

from domain.errors import Code
from domain.rules.catalogue import CATALOGUE, Operation
from legacy_rest import openapi
from legacy_rest.links import Links, link_routes
from legacy_rest.metering import charge_nothing
from legacy_rest.openapi.__main__ import COMMITTED
from legacy_rest.openapi.document import openapi_text
from legacy_rest.openapi.request_bodies import FORM_KEYS
from legacy_rest.scheduled.endpoints import LIST, scheduled_routes
from legacy_rest.scheduled.fields import ITEM_FIELDS
from tests.fakes import World
from tests.legacy_rest.examples import CREATE, DELETE, SETTINGS, TOKEN, UNKNOWN_ID, UPDATE, item, post
from tests.running import Gateway

DOCUMENT: Any = json.loads(openapi_text())
PATH = "/openapi.json"
BY_TYPE: dict[str, Any] = {
    "string": "x",
    "number": 7,
    "boolean": True,
    "object": {"a": 1},
    "array": [1],
    "null": None,
}
SCHEMAS = DOCUMENT["components"]["schemas"]


def resolve(reference: str) -> Any:  # noqa: ANN401 - a part of the document
    return reduce(lambda part, name: part[name], reference.removeprefix("#/").split("/"), DOCUMENT)


async def test_it_is_served_to_everybody_as_it_is_committed(gateway: Gateway) -> None:
    answer = await gateway.http.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.text == COMMITTED.read_text(encoding="utf-8")
    known = await gateway.http.get(PATH, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert (await gateway.http.head(PATH)).headers["etag"] == answer.headers["etag"]
    assert (await gateway.http.post(PATH)).status_code == 405


def test_it_has_every_call_of_this_channel() -> None:
    routes = {
        (method.lower(), route.path)
        for route in (*scheduled_routes(World().usecases, Links(""), charge_nothing), *link_routes())
        for method in (route.methods or set()) - {"HEAD"}
        if not route.path.endswith("/")
    }
    assert routes == {(method, path) for path, calls in DOCUMENT["paths"].items() for method in calls}
    extensions = {
        path for path, calls in DOCUMENT["paths"].items() if calls.get("get", {}).get("x-extension")
    }
    assert extensions == {LIST, f"{LIST}/{{scheduled_id}}"}


def test_every_reference_in_it_leads_somewhere() -> None:
    for reference in re.findall(r'"\$ref": "([^"]+)"', openapi_text()):
        assert resolve(reference)


def test_it_has_every_field_and_alias() -> None:
    for name in ("CreateItem", "UpdateItem"):
        assert set(SCHEMAS[name]["properties"]) == ITEM_FIELDS
    assert SCHEMAS["UpdateItem"]["required"] == ["scheduled_id"]
    place = SCHEMAS["CreateItem"]["properties"]["pickup_location"]
    assert set(place["required"]) == {"zip", "city", "address_1"}
    assert {"latitude", "longitude", "description", "address_2"} < set(place["properties"])


def test_it_has_every_code_with_its_sentence() -> None:
    for path, method, operation in (
        (CREATE, "post", Operation.CREATE),
        (UPDATE, "post", Operation.UPDATE),
        (DELETE, "delete", Operation.DELETE),
    ):
        refusals = DOCUMENT["paths"][path][method]["responses"].values()
        told = json.dumps([resolve(each["$ref"]) for each in refusals if "$ref" in each])
        for code, rule in CATALOGUE.items():
            assert (f"`{code}`: " in told) is (operation in rule.applies_to), code
    sources = [
        each for each in Path(openapi.__file__).parent.parent.rglob("*.py") if each.parent.name != "openapi"
    ]
    codes = {code for each in sources for code in re.findall(r'Problem\(\s*\d+,\s*"(\w+)"', each.read_text())}
    unseen = {"cannot_resume", "too_many_slots", "history_too_long", "origin_not_allowed"}
    assert {code for code in codes if f"`{code}`: " not in openapi_text()} == unseen
    assert Code.DELIVERY_NOT_FOUND in openapi_text()


def leaves() -> Iterator[tuple[str, str | None, Any]]:
    """Yield each field of a new delivery that has types of its own: group, name and schema."""
    for name, schema in SCHEMAS["CreateItem"]["properties"].items():
        group = schema.get("anyOf", [schema])[0]
        if "type" in schema and "properties" not in schema:
            yield name, None, schema
        for part, inner in group.get("properties", {}).items():
            if "type" in inner:
                yield name, part, inner


def with_value(name: str, part: str | None, value: object) -> dict[str, object]:
    if part is None:
        return item(**{name: value})
    group = item()[name]
    return item(**{name: {**group, part: value} if isinstance(group, dict) else {part: value}})


async def test_values_of_other_types_than_it_names_are_refused(gateway: Gateway) -> None:
    """`full_insurance` is read only without `cargo_insurance`, which the documented request has."""
    cases = [
        (name, part, kind)
        for name, part, schema in leaves()
        for kind in BY_TYPE.keys() - set(schema["type"])
        if not name.startswith("full_insurance") and name != "scheduled_id"
    ]
    assert len(cases) > 50
    items = [with_value(name, part, BY_TYPE[kind]) for name, part, kind in cases]
    refused = {each["index"]: each["path"] for each in (await post(gateway, CREATE, items)).json()["fields"]}
    for index, (name, part, kind) in enumerate(cases):
        assert refused.get(index, "").startswith(name), (name, part, kind)


async def test_every_shape_of_keys_that_it_names_is_read(gateway: Gateway) -> None:
    for key in FORM_KEYS:
        answer = await gateway.http.post(CREATE, headers=TOKEN, data={key: "noon"})
        assert "pickup_window.from" in {each["path"] for each in answer.json()["fields"]}, key


async def test_answers_are_as_it_describes_them(gateway: Gateway) -> None:
    http = gateway.http
    made = await post(gateway, CREATE, [item()])
    one = {**TOKEN, "Idempotency-Key": "one"}
    await http.post(CREATE, headers=one, json=[item()])
    answers = [
        (CREATE, made),
        (CREATE, await http.post(CREATE, headers=one, json=[item(), item()])),
        (CREATE, await post(gateway, CREATE, [item(delivery_date="2018-04-06")])),
        (CREATE, await post(gateway, CREATE, [{}])),
        (CREATE, await http.post(CREATE, headers=TOKEN, content=b"{")),
        (CREATE, await http.post(CREATE, headers={**TOKEN, "Content-Type": "text/plain"}, content=b"[]")),
        (CREATE, await http.post(CREATE, json=[])),
        (CREATE, await http.put(CREATE)),
        (UPDATE, await post(gateway, UPDATE, [{"scheduled_id": UNKNOWN_ID}])),
        (DELETE, await http.delete(DELETE, headers=TOKEN)),
        (SETTINGS, await http.get(SETTINGS, headers=TOKEN)),
        (SETTINGS, await http.get(SETTINGS, headers={"Token": "unknown"})),
        (LIST, await http.get(LIST, headers=TOKEN)),
        (LIST, await http.get(LIST, headers=TOKEN, params={"page": "x"})),
    ]
    for path, answer in answers:
        check_answer(next(iter(DOCUMENT["paths"][path].values())), answer)


def check_answer(call: Any, answer: httpx.Response) -> None:  # noqa: ANN401 - a part of the document
    described = call["responses"][str(answer.status_code)]
    described = resolve(described["$ref"]) if "$ref" in described else described
    schema = described["content"]["application/json"]["schema"]
    body = answer.json()
    if answer.status_code >= 400:
        assert body["code"] in schema["allOf"][1]["properties"]["code"]["enum"], answer.text
        return
    keys = list(body[0] if isinstance(body, list) else body)
    assert keys in (SCHEMAS["Delivery"]["required"], SCHEMAS["Settings"]["required"])
