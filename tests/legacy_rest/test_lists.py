"""The two calls that show deliveries: one by its id, and the list in pages."""

from typing import Any
from urllib.parse import unquote

import httpx

from api.operations.rate_limit import LeakyBuckets
from api.policy import Policy
from domain.model.auth import Scope
from domain.rules.identifiers import printable
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    TOKEN,
    UNKNOWN_ID,
    UPDATE,
    caller,
    create_one,
    is_problem,
    item,
    post,
)
from tests.running import PUBLIC_URL, Gateway, open_gateway

LIST = "/v1.3/scheduled"
IS_PAGE = "must be a whole number from 1 to 10000"
IS_SIZE = "must be a whole number from 1 to 100"
IS_DATE = "must be a date, e.g. 2018-04-05"
BAD_PARAMETERS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"after": "x"}, {"after": "must be the scheduled_id of a delivery"}),
    ({"after": UNKNOWN_ID, "page": "1"}, {"after": "must not be sent together with page"}),
    ({"page": "0"}, {"page": IS_PAGE}),
    ({"page": "1.5"}, {"page": IS_PAGE}),
    ({"page": "9" * 5000}, {"page": IS_PAGE}),
    ({"per_page": "101"}, {"per_page": IS_SIZE}),
    ({"per_page": "-1"}, {"per_page": IS_SIZE}),
    ({"per_page": "\N{ARABIC-INDIC DIGIT ONE}"}, {"per_page": IS_SIZE}),
    ({"from": "tomorrow"}, {"from": IS_DATE}),
    ({"to": "2018-02-30", "page": "x"}, {"to": IS_DATE, "page": IS_PAGE}),
    ({"from": "2018-04-06", "to": "2018-04-05"}, {"to": "must not be before from"}),
    (
        {"page": "101", "per_page": "100"},
        {"page": "must end within the first 10,000 deliveries; the header field Link leads further"},
    ),
]


async def ask(gateway: Gateway, path: str = LIST, **parameters: str) -> httpx.Response:
    return await gateway.http.get(path, headers=TOKEN, params=parameters)


async def ids(gateway: Gateway, **parameters: str) -> list[str]:
    answer = await ask(gateway, **parameters)
    assert answer.status_code == 200, answer.text
    return [each["scheduled_id"] for each in answer.json()]


async def create_some(gateway: Gateway, *items: dict[str, object]) -> list[str]:
    made: Any = (await post(gateway, CREATE, list(items))).json()
    return [each["scheduled_id"] for each in made]


async def plan(gateway: Gateway, *names: str) -> None:
    who = await caller(gateway, "demo-dispatcher")
    delivery = await gateway.usecases.queries.delivery(who, names[0])
    assert delivery
    await gateway.usecases.sweeps.plan(who, delivery.booking.delivery_date, names)


async def test_a_delivery_is_shown_as_its_create_answered(gateway: Gateway) -> None:
    made = await create_one(gateway)
    name = made["scheduled_id"]
    for path in (f"{LIST}/{name}", f"{LIST}/{name}/", f"{LIST}/{name}".upper()):
        answer = await ask(gateway, path)
        assert (answer.status_code, answer.json()) == (200, made)
        assert list(answer.json()) == list(made)
        assert answer.headers["cache-control"] == "no-store"
        head = await gateway.http.head(path, headers=TOKEN)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == answer.headers["content-length"]


async def test_it_is_shown_with_its_present_place_and_status(gateway: Gateway) -> None:
    first, second = await create_some(gateway, item(), item())
    await plan(gateway, first, second)
    shown = [(await ask(gateway, f"{LIST}/{each}")).json() for each in (first, second)]
    assert [(each["order"], each["delivery_status"]) for each in shown] == [(0, 2), (1, 2)]
    assert [each["order"] for each in (await ask(gateway)).json()] == [1, 0]


async def test_an_id_that_does_not_exist_is_not_found(gateway: Gateway) -> None:
    for name in (UNKNOWN_ID, "x", "create%20", "5" * 500, "%00", "%F0%9F", "æ"):
        answer = await gateway.http.get(f"{LIST}/{name}", headers=TOKEN)
        sent = printable(unquote(name).strip())
        assert is_problem(answer)
        assert answer.json()["error"] == {"status": 404}
        assert answer.json()["code"] == "delivery_not_found"
        assert answer.json()["message"] == f"Delivery not found. Delivery ID: {sent}."


async def test_deleted_and_foreign_deliveries_are_not_found_and_not_listed(gateway: Gateway) -> None:
    deleted, foreign = await create_some(gateway, item(), item())
    assert (await gateway.http.delete(f"{DELETE}/{deleted}", headers=TOKEN)).status_code == 200
    other = {"Token": "demo-2"}
    for name, token in ((deleted, TOKEN), (foreign, other)):
        answer = await gateway.http.get(f"{LIST}/{name}", headers=token)
        unknown = await gateway.http.get(f"{LIST}/{UNKNOWN_ID}", headers=token)
        assert answer.status_code == unknown.status_code == 404
        assert answer.text.replace(name, UNKNOWN_ID) == unknown.text
    assert await ids(gateway) == [foreign]
    assert (await gateway.http.get(LIST, headers=other)).json() == []


async def test_the_list_is_filtered_by_reference_and_delivery_dates(gateway: Gateway) -> None:
    days = ("2018-04-05", "2018-04-12", "2018-04-19")
    a, b, c = await create_some(
        gateway, *(item(delivery_date=day, delivery_id=f"Ordre {day}") for day in days)
    )
    assert await ids(gateway) == [c, b, a]
    assert await ids(gateway, delivery_id="Ordre 2018-04-12") == [b]
    assert await ids(gateway, delivery_id="Ordre") == []
    assert await ids(gateway, **{"from": "2018-04-12"}) == [c, b]
    assert await ids(gateway, to="2018-04-12") == [b, a]
    assert await ids(gateway, **{"from": "2018-04-11T21:00:00.000Z", "to": "2018-04-12"}) == [b]
    assert await ids(gateway, **{"from": "2018-04-06", "to": "2018-04-06"}) == []
    assert await ids(gateway, **{"from": "", "to": "", "delivery_id": "", "page": "", "per_page": ""}) == [
        c,
        b,
        a,
    ]
    assert await ids(gateway, delivery_id="\0", _="1522227600") == []


async def test_following_the_links_shows_every_delivery_once(gateway: Gateway) -> None:
    made = await create_some(gateway, *(item(delivery_id="Ö & c") for _ in range(5)))
    found, answer = [], await ask(gateway, delivery_id="Ö & c", per_page="2", other="1")
    while link := answer.links.get("next"):
        found += [each["scheduled_id"] for each in answer.json()]
        assert link["url"].startswith(f"{PUBLIC_URL}{LIST}?")
        await create_one(gateway, delivery_id="Ö & c")  # newer, so no page shows it or moves
        answer = await gateway.http.get(link["url"].removeprefix(PUBLIC_URL), headers=TOKEN)
    assert [*found, *(each["scheduled_id"] for each in answer.json())] == made[::-1]


async def test_pages_have_numbers_too(gateway: Gateway) -> None:
    made = (await create_some(gateway, *(item() for _ in range(105))))[::-1]
    assert await ids(gateway, page="2", per_page="100") == made[100:]
    assert await ids(gateway, page="21", per_page="5") == made[100:]
    assert await ids(gateway, page="102", per_page="1") == made[101:102]
    assert await ids(gateway, after=made[100].upper()) == made[101:]
    assert await ids(gateway, page="22", per_page="5") == await ids(gateway, page="9999", per_page="1") == []


async def test_parameters_out_of_bounds_are_refused_by_name(gateway: Gateway) -> None:
    for parameters, refusals in BAD_PARAMETERS:
        answer = await ask(gateway, **parameters)
        assert is_problem(answer)
        assert [(each["path"], each["message"]) for each in answer.json()["fields"]] == [
            (name, f"Parameter {name} {requirement}.") for name, requirement in refusals.items()
        ]
        assert answer.json()["code"] == "malformed_request"
        assert answer.json()["message"] == answer.json()["fields"][0]["message"]


async def test_the_last_row_that_has_a_number_can_be_asked_for(gateway: Gateway) -> None:
    assert await ids(gateway, page="100", per_page="100") == []


async def test_a_token_must_be_allowed_to_read(gateway: Gateway) -> None:
    writer = frozenset({Scope.DELIVERIES_WRITE})
    _, text = await gateway.usecases.administration.add_token("demo", "writer", writer, None)
    token = {"Token": text}
    for path in (LIST, f"{LIST}?page=x", f"{LIST}/{UNKNOWN_ID}"):
        answer = await gateway.http.get(path, headers=token)
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
        assert (await gateway.http.get(path)).status_code == 401


async def test_other_methods_are_refused_and_the_documented_paths_stay(gateway: Gateway) -> None:
    for path in (LIST, f"{LIST}/", f"{LIST}/{UNKNOWN_ID}"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = await gateway.http.request(method, path, headers=TOKEN)
            assert answer.status_code == 405
            assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
            assert is_problem(answer)
    for path in (CREATE, UPDATE, f"{CREATE}/"):
        answer = await ask(gateway, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_page_is_paid_for_by_its_size_and_its_number(database: str) -> None:
    buckets = LeakyBuckets(1_000, 0.001)
    async with open_gateway(database, Policy(buckets=buckets)) as gateway:
        spent = []
        for parameters in ({"per_page": "1"}, {}, {"page": "9", "per_page": "100"}):
            answer = await ask(gateway, **parameters)
            spent.append(1_000 - int(answer.headers["ratelimit-remaining"]))
        assert spent == [2, 2 + 51, 2 + 51 + 901]
        refused = await ask(gateway, per_page="100")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
