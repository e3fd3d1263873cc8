"""Items with values that do not fit their types: with `PER_ITEM` each is refused by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import get_named_type, is_input_object_type, is_non_null_type

from api.graphql.schema import gateway_schema
from tests.api.graphql.client import Client, Json, delivery, list_violations

PAYLOAD = "replayed deliveries { id reference } violations { index path code message }"
CREATE = f"mutation($input: CreateDeliveriesInput!) {{ createDeliveries(input: $input) {{ {PAYLOAD} }} }}"
UPDATE = f"mutation($input: UpdateDeliveriesInput!) {{ updateDeliveries(input: $input) {{ {PAYLOAD} }} }}"
DELETE = f"mutation($input: DeleteDeliveriesInput!) {{ deleteDeliveries(input: $input) {{ {PAYLOAD} }} }}"
TYPES: Any = gateway_schema()._schema.type_map  # noqa: SLF001  what strawberry makes of the types
FULL = delivery(
    recipient={"name": "Test user", "phone": {"country": "DK", "number": "1"}},
    pickupWindow={"start": "08:00", "end": "09:00"},
    deliveryWindow={"start": "08:00", "end": "16:00"},
    insuredValue={"amount": "1", "currency": "DKK"},
)
MONEY = ("insuredValue",)  # what is not an object there has no amount, which is the violation
NO_OBJECTS: tuple[object, ...] = (5, "x", [], True)
WRONG: dict[str, tuple[object, ...]] = {
    "String": (5, True, [], {}, 1.5),
    "ID": (1.5, True, [], {}),
    "Int": ("1", 1.5, True, 2**31, [], {}),
    "Float": ("1.5", True, [], {}),
    "Date": ("2018-02-30", "tomorrow", "", 20180405, True, {}),
    "LocalTime": ("25:00", "", 8, {}),
    "Decimal": (1.5, "1e5", "", True, {}),
    "DeliveryKind": ("GIFT", "", "delivery", 0, []),
    "Currency": ("EUR", "", 1),
}


def flaws_of(kind: str, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield paths in an input type with values that do not fit there; `...` stands for an omitted field."""
    for name, field in TYPES[kind].fields.items():
        here, inner = (*path, name), get_named_type(field.type)
        if is_non_null_type(field.type):
            yield here, None
            if field.default_value is None:
                yield here, ...
        if is_input_object_type(inner):
            yield from ((here, each) for each in NO_OBJECTS)
            yield from flaws_of(inner.name, here)
        else:
            yield from ((here, each) for each in WRONG[inner.name])


def put(item: Json, path: tuple[str, ...], value: object) -> Json:
    """Return a copy of the item with another value at the path."""
    name, *below = path
    if below:
        return {**item, name: put(item.get(name) or {}, tuple(below), value)}
    return {each: old for each, old in item.items() if each != name} | ({} if value is ... else {name: value})


def assert_each_has_its_place(payload: Json, flaws: list[tuple[tuple[str, ...], object]]) -> None:
    """Each item between the first and the last has the flaw of its place, and no other violation."""
    found: dict[int, list[Any]] = {}
    for index, path, code in list_violations(payload):
        found.setdefault(index, []).append((path, code))
    places = [".".join((*path, "amount") if path == MONEY else path) for path, _ in flaws]
    expected = {index: [(place, "MALFORMED_REQUEST")] for index, place in enumerate(places, 1)}
    assert found == expected


CREATES, UPDATES = list(flaws_of("CreateDeliveryInput")), list(flaws_of("UpdateDeliveryInput"))


async def test_every_flaw_of_a_new_delivery_is_its_own_violation(merchant: Client) -> None:
    assert len(CREATES) > 100
    flawed = [put(FULL, path, value) for path, value in CREATES]
    order = {"errorPolicy": "PER_ITEM", "deliveries": [FULL, *flawed, FULL]}
    payload = (await merchant.ask(CREATE, input=order))["createDeliveries"]
    assert len(payload["deliveries"]) == 2
    assert_each_has_its_place(payload, CREATES)


async def test_every_flaw_of_a_change_is_its_own_violation(merchant: Client) -> None:
    first, wrong, last = await merchant.book(delivery(), delivery(), delivery())
    flawed = [put({**FULL, "id": wrong}, path, value) for path, value in UPDATES]
    items = [{"id": first, "reference": "a"}, *flawed, {"id": last, "reference": "b"}]
    payload = await merchant.ask(UPDATE, input={"errorPolicy": "PER_ITEM", "deliveries": items})
    assert_each_has_its_place(payload["updateDeliveries"], UPDATES)


LITERALS = {
    "a literal": "mutation($items: [CreateDeliveryInput!]!) { "
    "createDeliveries(input: {deliveries: $items, errorPolicy: PER_ITEM}) { %s } }",
    "a variable": "mutation($items: [CreateDeliveryInput!]!, $policy: BatchErrorPolicy!) { "
    "createDeliveries(input: {deliveries: $items, errorPolicy: $policy}) { %s } }",
    "a default": "mutation($items: [CreateDeliveryInput!]!, $other: BatchErrorPolicy! = PER_ITEM) { "
    "createDeliveries(input: {errorPolicy: $other, deliveries: $items}) { %s } }",
    "a fragment": "mutation($items: [CreateDeliveryInput!]!) { ...f } fragment f on Mutation { "
    "createDeliveries(input: {deliveries: $items, errorPolicy: PER_ITEM}) { %s } }",
}


@pytest.mark.parametrize("document", LITERALS.values(), ids=LITERALS)
async def test_it_is_the_same_where_the_items_are_a_variable_of_their_own(
    merchant: Client, document: str
) -> None:
    items = [delivery(reference="a"), delivery(deliveryDate="tomorrow"), delivery(reference="c")]
    variables = {"items": items} | ({"policy": "PER_ITEM"} if "$policy" in document else {})
    payload = (await merchant.ask(document % PAYLOAD, **variables))["createDeliveries"]
    assert [each["reference"] for each in payload["deliveries"]] == ["a", "c"]
    assert list_violations(payload) == [(1, "deliveryDate", "MALFORMED_REQUEST")]


async def test_an_item_and_a_value_can_be_variables_of_their_own(merchant: Client) -> None:
    document = f"""mutation($item: CreateDeliveryInput!, $day: Date!, $place: DeliveryLocationInput!) {{
      createDeliveries(input: {{errorPolicy: PER_ITEM, deliveries: [
        $item, {{recipient: {{name: "R"}}, deliveryDate: $day, pickup: $place, dropOff: $place}}
      ]}}) {{ {PAYLOAD} }} }}"""
    good = delivery()
    place = good["dropOff"]
    for item, day, expected in (
        (good, "2018-02-30", [(1, "deliveryDate")]),
        (None, "2018-04-05", [(0, "")]),
        ({**good, "packages": "2"}, "2018-04-05", [(0, "packages")]),
    ):
        payload = (await merchant.ask(document, item=item, day=day, place=place))["createDeliveries"]
        assert [(index, path) for index, path, _ in list_violations(payload)] == expected
        assert len(payload["deliveries"]) == 1


async def test_a_policy_that_one_of_two_mutations_has_tolerates_nothing_that_both_use(
    merchant: Client,
) -> None:
    document = """mutation($items: [CreateDeliveryInput!]!) {
      one: createDeliveries(input: {deliveries: $items, errorPolicy: PER_ITEM}) { violations { code } }
      two: createDeliveries(input: {deliveries: $items}) { violations { code } }
    }"""
    (error,) = await merchant.errors(document, items=[delivery(), delivery(packages="x")])
    assert error["extensions"] == {
        "code": "BAD_USER_INPUT",
        "path": ["items", 1, "packages"],
        "index": 1,
        "field": "packages",
    }
    assert await count_deliveries(merchant) == 0


BAD_REQUESTS: dict[str, Json] = {
    "an unknown field of an item": {"deliveries": [delivery(colour="red")]},
    "an unknown field of a part": {"deliveries": [put(delivery(), ("recipient", "nme"), "x")]},
    "a key that is not text": {"deliveries": [delivery(packages="x")], "idempotencyKey": 5},
    "no list": {"deliveries": None},
    "no items": {},
    "an unknown policy": {"deliveries": [delivery()], "errorPolicy": "SOME"},
    "another policy": {"deliveries": [delivery(packages="x")], "errorPolicy": "ALL_OR_NOTHING"},
    "no policy": {"deliveries": [delivery(packages="x")], "errorPolicy": None},
}


@pytest.mark.parametrize("order", BAD_REQUESTS.values(), ids=BAD_REQUESTS)
async def test_what_is_not_the_flaw_of_an_item_is_an_error_of_the_request(
    merchant: Client, order: Json
) -> None:
    complete = {"errorPolicy": "PER_ITEM", **order}
    if complete.get("deliveries"):
        complete["deliveries"] = [delivery(), *complete["deliveries"]]
    errors = await merchant.errors(CREATE, input=complete)
    assert {each["extensions"]["code"] for each in errors} == {"BAD_USER_INPUT"}
    assert await count_deliveries(merchant) == 0


async def test_items_that_are_no_objects_are_refused_one_by_one(merchant: Client) -> None:
    order: Json = {"errorPolicy": "PER_ITEM", "deliveries": [None, delivery(), 5, "x", []]}
    payload = (await merchant.ask(CREATE, input=order))["createDeliveries"]
    assert list_violations(payload) == [(index, "", "MALFORMED_REQUEST") for index in (0, 2, 3, 4)]
    assert {each["message"] for each in payload["violations"]} == {"Every item must be an object."}
    single = {"errorPolicy": "PER_ITEM", "deliveries": delivery(packages="x")}
    payload = (await merchant.ask(CREATE, input=single))["createDeliveries"]
    assert list_violations(payload) == [(0, "packages", "MALFORMED_REQUEST")]


async def test_an_item_has_all_of_its_malformed_fields(merchant: Client) -> None:
    wrong = delivery(deliveryDate="soon", packages=1_000, recipient={"email": "x"}, notes=7)
    order = {"errorPolicy": "PER_ITEM", "deliveries": [wrong, delivery()]}
    payload = (await merchant.ask(CREATE, input=order))["createDeliveries"]
    assert {
        path: each["message"]
        for (_, path, _), each in zip(list_violations(payload), payload["violations"], strict=True)
    } == {
        "deliveryDate": "Field deliveryDate must be a date from 1970-01-01 to 9999-12-31.",
        "packages": "Field packages must be a whole number from 1 to 999.",
        "recipient.name": "Field recipient.name must be given.",
        "recipient.email": "Field recipient.email must be empty or an e-mail address.",
        "notes": "Field notes must be text of at most 2000 characters.",
    }


async def test_ids_that_cannot_be_read_are_violations_too(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    order: Json = {"errorPolicy": "PER_ITEM", "ids": [None, booked, {}, 1.5, True]}
    payload = (await merchant.ask(DELETE, input=order))["deleteDeliveries"]
    assert [each["id"] for each in payload["deliveries"]] == [booked]
    assert list_violations(payload) == [(index, "id", "MALFORMED_REQUEST") for index in (0, 2, 3, 4)]
    errors = await merchant.errors(DELETE, input={**order, "errorPolicy": "ALL_OR_NOTHING"})
    assert [each["extensions"]["index"] for each in errors] == [0, 2, 3, 4]


async def test_the_same_flawed_batch_under_a_key_is_repeated_and_another_is_refused(
    merchant: Client,
) -> None:
    def order(**wrong: object) -> Json:
        items = [delivery(reference="good"), delivery(**wrong)]
        return {"errorPolicy": "PER_ITEM", "idempotencyKey": "order-1", "deliveries": items}

    first, again = [
        (await merchant.ask(CREATE, input=order(deliveryDate="soon")))["createDeliveries"] for _ in range(2)
    ]
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["deliveries"] == again["deliveries"] != []
    for other in ("later", "2018-04-05", 5, None, ["soon"]):
        payload = (await merchant.ask(CREATE, input=order(deliveryDate=other)))["createDeliveries"]
        assert list_violations(payload) == [(0, "idempotencyKey", "IDEMPOTENCY_KEY_REUSED")], other
    assert await count_deliveries(merchant) == 1


async def count_deliveries(client: Client) -> int:
    answer = await client.ask("{ deliveries { totalCount } }")
    count: int = answer["deliveries"]["totalCount"]
    return count
