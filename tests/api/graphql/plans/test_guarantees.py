"""What holds for every operation holds for one that a plan runs, as one does when a document comes again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from api.app import create_app
from api.compose import compose
from api.demo.seed import seed_accounts, seed_tokens
from api.operations import Operations
from api.operations.metrics import Metrics
from api.operations.observation import RequestRecord
from api.operations.rate_limit import LeakyBuckets
from api.policy import Policy
from domain.model.page import Page
from domain.usecases.views import Views
from persistence.adapters import open_adapters
from persistence.engine.pool import Timeouts
from tests.api.graphql.client import Client
from tests.running import PUBLIC_URL, Gateway, serve_app

LIST = "query List($first: Int = 2) { deliveries(first: $first) { nodes { id } totalCount } }"
LOCKED = "LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE"
TIMEOUTS = Timeouts(read=0.2)
BUCKETS = 300


@pytest.fixture
def records() -> list[RequestRecord]:
    return []


@pytest.fixture
async def gateway(database: str, records: list[RequestRecord]) -> AsyncIterator[Gateway]:
    """A gateway with a rate limit, which says what ran an operation."""
    async with open_adapters(database, pool_size=4, timeouts=TIMEOUTS, serves_demo=True) as store:
        usecases = compose(store)
        await seed_accounts(usecases)
        await seed_tokens(usecases)
        policy = Policy(buckets=LeakyBuckets(BUCKETS, 0.001), shows_run_by=True)
        operations = Operations(Metrics(1, store.database), (records.append,), store.database)
        app = create_app(usecases, public_url=PUBLIC_URL, policy=policy, operations=operations)
        async with serve_app(app, usecases, database) as running:
            yield running


async def ask(gateway: Gateway, document: str = LIST, token: str | None = "demo", **variables: Any) -> Any:  # noqa: ANN401, S107
    """The answer of a document, with its status and header fields, that was asked for once before."""
    client = Client(gateway, token)
    await client.post(document, variables)
    return await client.post(document, variables)


async def test_a_document_is_planned_when_it_comes_again(gateway: Gateway) -> None:
    client = Client(gateway, "demo")
    one, two = (await client.post(LIST)).json(), (await client.post(LIST)).json()
    assert one.pop("extensions")["runBy"] == "graphql-core"
    assert two.pop("extensions")["runBy"] == "plan"
    assert one == two == {"data": {"deliveries": {"nodes": [], "totalCount": 0}}}


async def test_a_plan_is_counted_logged_and_has_a_request_id(
    gateway: Gateway, records: list[RequestRecord]
) -> None:
    answer = await ask(gateway)
    assert [each.run_by for each in records] == ["graphql-core", "plan"]
    assert records[-1].request_id == answer.headers["x-request-id"]
    assert (records[-1].operation, records[-1].outcome) == ("query deliveries", "ok")


async def test_a_plan_costs_what_it_finds(gateway: Gateway) -> None:
    cost = (await ask(gateway)).json()["extensions"]["cost"]
    assert (cost["requested"], cost["actual"]) == (23, 21)
    assert cost["throttle"]["currentlyAvailable"] <= BUCKETS - 2 * 21


async def test_a_plan_is_refused_when_the_account_has_nothing_left(gateway: Gateway) -> None:
    while (answer := await ask(gateway)).status_code == 200:
        pass
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


async def test_a_plan_is_refused_when_it_costs_too_much(gateway: Gateway) -> None:
    document = "{ deliveries(first: 100) { nodes { history(first: 100) { nodes { type } } } } }"
    (error,) = (await ask(gateway, document)).json()["errors"]
    assert error["extensions"]["code"] == "LIMIT_COST"


@pytest.mark.parametrize(("token", "code"), [(None, "UNAUTHENTICATED"), ("unknown", "UNAUTHENTICATED")])
async def test_a_plan_shows_nothing_without_a_token(gateway: Gateway, token: str | None, code: str) -> None:
    answer = (await ask(gateway, "{ deliveries(first: 2) { nodes { id } } }", token)).json()
    assert answer["data"] == {"deliveries": None}
    assert [each["extensions"]["code"] for each in answer["errors"]] == [code]


async def test_a_plan_refuses_bad_arguments_as_graphql_core_does(gateway: Gateway) -> None:
    (error,) = (await ask(gateway, first=101)).json()["errors"]
    assert error["extensions"]["code"] == "PAGE_SIZE_OUT_OF_RANGE"
    assert error["path"] == ["deliveries"]


async def test_a_plan_ends_in_time_and_says_that_the_database_is_away(gateway: Gateway) -> None:
    await ask(gateway)
    blocker = await asyncpg.connect(gateway.dsn)
    async with blocker.transaction():
        await blocker.execute(LOCKED)
        async with asyncio.timeout(30):
            answer = await Client(gateway, "demo").post(LIST)
    await blocker.close()
    assert answer.status_code == 503
    assert answer.json()["data"] == {"deliveries": None}


async def test_an_unexpected_error_of_a_plan_is_logged_and_graphql_core_answers(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(gateway)

    async def fail(*_arguments: object) -> Page[Any]:
        raise ZeroDivisionError

    monkeypatch.setattr(Views, "deliveries", fail)
    answer = (await Client(gateway, "demo").post(LIST)).json()
    assert answer["extensions"]["runBy"] == "graphql-core"
    assert answer["data"] == {"deliveries": {"nodes": [], "totalCount": 0}}
    assert [each.getMessage() for each in caplog.records] == [
        "a plan failed, and graphql-core answers in its place"
    ]
