import logging
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from graphql import GraphQLError, GraphQLInt

from api.app import create_app
from api.graphql.context import open_context
from api.graphql.errors import ERROR_CODES, describe_domain_error
from api.graphql.schema import gateway_schema
from api.graphql.transport.errors import format_error
from domain.errors import (
    BatchTooLarge,
    DomainError,
    EmptyBatch,
    HistoryTooLong,
    MissingScope,
    NotAuthenticated,
    Refused,
    TooManySlots,
    Unavailable,
)
from domain.model.auth import Caller, Channel, Scope
from domain.model.settings import Settings
from domain.ports import AccessTokens, Accounts, Clock, TokenCache
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.queries import Queries
from tests.fakes import World
from tests.running import PUBLIC_URL, serve_app

EXAMPLES: tuple[DomainError, ...] = (
    Refused(()),
    EmptyBatch(),
    BatchTooLarge(7),
    TooManySlots(7),
    HistoryTooLong(7),
    NotAuthenticated(token_given=True),
    NotAuthenticated(token_given=False),
    MissingScope("admin"),
    Unavailable(3),
)


def kinds(error: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for each in error.__subclasses__():
        yield each
        yield from kinds(each)


def with_path(error: Exception) -> GraphQLError:
    return GraphQLError(str(error), path=["delivery"], original_error=error)


def test_every_domain_error_has_a_code_of_its_own() -> None:
    assert set(ERROR_CODES) == set(kinds())
    assert len(set(ERROR_CODES.values())) == len(ERROR_CODES)


@pytest.mark.parametrize("error", EXAMPLES, ids=repr)
def test_a_domain_error_has_its_code_and_a_sentence(error: DomainError) -> None:
    shown = format_error(with_path(error), "r-1", describe_domain_error)
    assert shown["extensions"]["code"] == ERROR_CODES[type(error)]
    assert shown["message"].endswith(".")


def test_facts_that_a_program_needs_go_with_the_code() -> None:
    facts = [format_error(with_path(error), "r-1", describe_domain_error)["extensions"] for error in EXAMPLES]
    assert {"code": "BATCH_TOO_LARGE", "limit": 7} in facts
    assert {"code": "TOO_MANY_SLOTS", "limit": 7} in facts
    assert {"code": "FORBIDDEN", "scope": "admin"} in facts
    assert {"code": "UNAVAILABLE", "retryAfter": 3} in facts


@pytest.mark.parametrize("error", [ValueError("secret"), RecursionError("secret"), KeyError("secret")])
def test_an_unexpected_error_is_masked_and_logged(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        shown = format_error(with_path(error), "r-1", describe_domain_error)
    assert (shown["message"], shown["extensions"]) == (
        "Internal error",
        {"code": "INTERNAL", "requestId": "r-1"},
    )
    (record,) = caplog.records
    assert "r-1" in record.getMessage()
    assert record.exc_info
    assert record.exc_info[1] is error


def test_a_value_that_the_schema_cannot_show_is_an_unexpected_error() -> None:
    with pytest.raises(GraphQLError) as caught:
        GraphQLInt.coerce_output_value("secret")
    shown = format_error(with_path(caught.value), "r-1", describe_domain_error)
    assert shown["extensions"] == {"code": "INTERNAL", "requestId": "r-1"}


class BrokenQueries(Queries):
    async def settings(self, caller: Caller) -> Settings:
        raise RuntimeError(f"the store of {caller.account_id} is on fire")


class BusyAccess(Access):
    async def authenticate(self, token: str | None, channel: Channel, request_id: str) -> Caller:
        raise Unavailable(5 if token and channel and request_id else 1)


class BrokenAccess(Access):
    async def authenticate(self, token: str | None, channel: Channel, request_id: str) -> Caller:
        raise RuntimeError(f"no word on {token} from {channel} at {request_id}: all is on fire")


def parts_of(access: Access) -> tuple[Accounts, Clock, AccessTokens, TokenCache]:
    return access.accounts, access.clock, access.access_tokens, access.token_cache


async def answer_of(broken: UseCases, token: str) -> httpx.Response:
    """What a gateway that is broken inside says to a request for the settings."""
    async with serve_app(create_app(broken, public_url=PUBLIC_URL), broken) as gateway:
        body = {"query": "{ settings { country } }"}
        return await gateway.http.post("/graphql", json=body, headers={"Token": token})


async def test_what_a_resolver_did_not_expect_stays_inside(caplog: pytest.LogCaptureFixture) -> None:
    usecases = World().usecases
    _, token = await usecases.administration.add_token("account", "all", frozenset(Scope))
    response = await answer_of(replace(usecases, queries=BrokenQueries(usecases.queries.reader)), token)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"], error["path"]) == (200, "Internal error", ["settings"])
    assert error["extensions"]["requestId"] == response.headers["X-Request-Id"]
    assert "fire" not in response.text
    assert "fire" in caplog.text


async def test_what_nobody_expected_stays_inside_too(caplog: pytest.LogCaptureFixture) -> None:
    usecases = World().usecases
    broken = replace(usecases, access=BrokenAccess(*parts_of(usecases.access)))
    response = await answer_of(broken, "t")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert error["extensions"]["requestId"] == response.headers["X-Request-Id"]
    assert "fire" not in response.text
    assert "fire" in caplog.text


async def test_a_door_that_is_too_busy_to_ask_who_is_there_says_so() -> None:
    usecases = World().usecases
    busy = replace(usecases, access=BusyAccess(*parts_of(usecases.access)))
    context = await open_context(busy, "demo", "r-1", lambda: "127.0.0.1")
    result = await gateway_schema().execute("{ viewer { account { name } } }", context_value=context)
    assert result.errors
    error = format_error(result.errors[0], "r-1", describe_domain_error)
    assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 5}
