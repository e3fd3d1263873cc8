"""Every request has an id, is counted and leaves one line; nothing secret gets there."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.compose import compose
from api.demo.seed import seed_accounts, seed_tokens
from api.operations import Operations
from api.operations.logs import json_line, start_logging
from api.operations.metrics import Metrics
from api.operations.observation import RequestRecord, describe_outcome
from api.operations.request_context import CURRENT, sane_id
from persistence.adapters import open_adapters
from tests.fakes import World
from tests.running import PUBLIC_URL, Gateway, serve_app

DEMO = {"Token": "demo"}
FIGURES = {"Authorization": "Bearer read-figures"}
SETTINGS = "/v1/settings/config"


@pytest.fixture
def records() -> list[RequestRecord]:
    return []


@pytest.fixture
async def observed_gateway(database: str, records: list[RequestRecord]) -> AsyncIterator[Gateway]:
    async with open_adapters(database, pool_size=4, serves_demo=True) as store:
        usecases = compose(store)
        await seed_accounts(usecases)
        await seed_tokens(usecases)
        operations = Operations(
            Metrics(1, store.database), (records.append,), store.database, metrics_token="read-figures"
        )
        app = create_app(usecases, public_url=PUBLIC_URL, operations=operations)
        async with serve_app(app, usecases) as running:
            yield running


async def figures(gateway: Gateway) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, sorted by label, but the worker's."""
    text = (await gateway.http.get("/metrics", headers=FIGURES)).text
    return {
        (sample.name, *(value for name, value in sample.labels.items() if name != "worker")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def ask(gateway: Gateway, query: str) -> httpx.Response:
    return await gateway.http.post("/graphql", json={"query": query}, headers=DEMO)


async def test_a_sane_request_id_is_taken_over_and_any_other_replaced(observed_gateway: Gateway) -> None:
    for path in (SETTINGS, "/graphql", "/nowhere", "/healthz"):
        answer = await observed_gateway.http.get(path, headers={"X-Request-Id": "trace-1:a.B_2"})
        assert answer.headers.get_list("x-request-id") == ["trace-1:a.B_2"]
        answer = await observed_gateway.http.get(path, headers={"X-Request-Id": 'no "id"'})
        assert sane_id(answer.headers["x-request-id"])
    assert not any(map(sane_id, ("", "x" * 65, "é", "a b", 'a"', "a\n")))


async def test_requests_are_counted_by_channel_operation_and_outcome(observed_gateway: Gateway) -> None:
    await observed_gateway.http.get(SETTINGS, headers=DEMO)
    await observed_gateway.http.get(SETTINGS)
    await observed_gateway.http.post("/v1.3/scheduled/create", headers=DEMO, content=b"{")
    await observed_gateway.http.get("/nowhere")
    await ask(observed_gateway, "{ settings { country } }")
    await ask(observed_gateway, "query Mine { a: settings { country } b: deliveries { nodes { id } } }")
    await ask(observed_gateway, "{ nothing }")
    await observed_gateway.http.get("/graphql/schema.graphql")
    found = await figures(observed_gateway)
    for kind in (
        ("graphql", "schema", "ok"),
        ("rest", "settings", "ok"),
        ("rest", "settings", "refused"),
        ("rest", "create", "refused"),
        ("rest", "none", "refused"),
        ("graphql", "query settings", "ok"),
        ("graphql", "query several", "ok"),
        ("graphql", "none", "refused"),
    ):
        assert found["delivery_gateway_requests_total", *kind] == 1, kind
    assert found["delivery_gateway_request_seconds_count", "rest", "settings"] == 2
    assert not any("Mine" in label for key in found for label in key)


async def test_refusals_are_counted_by_code_at_both_channels(observed_gateway: Gateway) -> None:
    await observed_gateway.http.get(SETTINGS)
    await observed_gateway.http.delete("/v1/scheduled/x", headers=DEMO)
    await ask(
        observed_gateway, 'mutation { deleteDeliveries(input: {ids: ["x", "y"]}) { deliveries { id } } }'
    )
    await ask(observed_gateway, "{ nothing }")
    found = await figures(observed_gateway)
    for channel, code in (
        ("rest", "not_authenticated"),
        ("rest", "delivery_not_found"),
        ("graphql", "delivery_not_found"),
        ("graphql", "GRAPHQL_VALIDATION_FAILED"),
    ):
        assert found["delivery_gateway_refusals_total", channel, code] == 1, code


async def test_the_pool_and_the_time_of_postgres_are_shown(observed_gateway: Gateway) -> None:
    before = await figures(observed_gateway)
    await observed_gateway.http.get(SETTINGS, headers=DEMO)
    after = await figures(observed_gateway)
    assert after["delivery_gateway_pool_limit",] == 4
    assert after["delivery_gateway_pool_connections",] >= 1
    assert after["delivery_gateway_pool_waiting",] == after["delivery_gateway_pool_busy",] == 0
    assert (
        after["delivery_gateway_database_statements_total",]
        > before["delivery_gateway_database_statements_total",]
    )
    assert (
        after["delivery_gateway_database_seconds_total",] > before["delivery_gateway_database_seconds_total",]
    )


ELSEWHERE: list[dict[str, str]] = [{"X-Forwarded-For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}]


@pytest.mark.parametrize("headers", [{}, *ELSEWHERE])
async def test_a_token_for_the_metrics_is_asked_of_everyone(
    observed_gateway: Gateway, headers: dict[str, str]
) -> None:
    """Of this machine too: a proxy on it need not say for whom it asks."""
    stranger = await observed_gateway.http.get("/metrics", headers=headers)
    assert stranger.status_code == 404
    assert stranger.json()["message"] == "Path not found."
    for token in ("demo", "read-figure", "read-figures-"):
        answer = await observed_gateway.http.get("/metrics", headers={**headers, "Token": token})
        assert answer.status_code == 404
    assert (await observed_gateway.http.get("/metrics", headers={**headers, **FIGURES})).status_code == 200


async def test_without_a_token_metrics_are_for_this_machine_alone() -> None:
    usecases = World().usecases
    async with serve_app(create_app(usecases, public_url=PUBLIC_URL), usecases) as running:
        assert (await running.http.get("/metrics")).status_code == 200
        for headers in ELSEWHERE:
            assert (await running.http.get("/metrics", headers=headers)).status_code == 404


async def test_the_record_of_a_request_has_no_token_query_or_body(
    observed_gateway: Gateway, records: list[RequestRecord]
) -> None:
    secrets = ("demo", "kept-out", "2100")
    body = [{"recipient_name": "kept-out", "delivery_location": {"zip": "2100"}}]
    await observed_gateway.http.post("/v1.3/scheduled/create?secret=kept-out", headers=DEMO, json=body)
    line = json.loads(json_line(records[-1]))
    assert line.keys() == {
        "logger", "time", "request_id", "method", "path", "channel", "operation", "status", "outcome", "ms",
        "codes",
    }  # fmt: skip
    assert not any(secret in json_line(records[-1]) for secret in secrets)
    assert (line["path"], line["status"], line["outcome"]) == ("/v1.3/scheduled/create", 400, "refused")


@pytest.mark.parametrize(
    ("status", "codes", "word"),
    [
        (200, [], "ok"),
        (200, ["delivery_locked"], "refused"),
        (404, [], "refused"),
        (200, ["UNAVAILABLE"], "unavailable"),
        (503, [], "unavailable"),
        (200, ["INTERNAL"], "failed"),
        (500, [], "failed"),
        (0, [], "failed"),
        (499, [], "abandoned"),
    ],
)
def test_an_outcome_is_one_word(status: int, codes: list[str], word: str) -> None:
    assert describe_outcome(status, codes) == word


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def _logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def log_of_error(stream: io.StringIO) -> str:
    """What is written of one error of Postgres, met by the request `mine`."""
    start_logging(stream)
    CURRENT.set({"request_id": "mine", "codes": set()})
    logging.getLogger("api").error("it failed", exc_info=QuotingError())
    return stream.getvalue()


class QuotingError(Exception):
    detail = "Failing row contains (Test user,\n Kattegatvej 53)."

    def __str__(self) -> str:
        return f"null value\nDETAIL: {self.detail}"


@pytest.mark.usefixtures("_logging_restored")
def test_an_error_is_one_line_of_json_with_its_request_and_without_the_row_it_is_about() -> None:
    [text] = log_of_error(io.StringIO()).splitlines()
    line: dict[str, Any] = json.loads(text)
    assert (line["level"], line["logger"], line["message"]) == ("error", "api", "it failed")
    assert line["request_id"] == "mine"
    assert "QuotingError" in line["error"]
    assert "null value" in line["error"]
    assert "Kattegatvej" not in text


@pytest.mark.usefixtures("_logging_restored")
def test_on_a_terminal_an_error_is_plain_text() -> None:
    first, *rest = log_of_error(Terminal()).splitlines()
    assert first.endswith("ERROR api: it failed [mine]")
    assert "QuotingError" in rest[0]


class Flushed(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.flushed = asyncio.Event()

    def flush(self) -> None:
        self.flushed.set()


@pytest.mark.usefixtures("_logging_restored")
async def test_the_access_log_is_written_in_one_go_and_at_the_end() -> None:
    stream = Flushed()
    access_log = start_logging(stream)
    now = datetime(2018, 4, 4, tzinfo=UTC)
    record = RequestRecord(now, "mine", "GET", "/healthz", "operations", "healthz", 200, "ok", 0.5)
    access_log.record(record)
    access_log.record(record)
    assert stream.getvalue() == ""
    await asyncio.wait_for(stream.flushed.wait(), 10)
    assert stream.getvalue() == f"{json_line(record)}\n" * 2
    access_log.record(record)
    access_log.flush()
    assert stream.getvalue().count("\n") == 3
