"""Calls on both channels, and their outcomes as a client sees them."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx

LONGEST_WAIT = 30.0  # seconds; no call may take so long
MERCHANT, DISPATCHER = {"Token": "demo"}, {"Token": "demo-dispatcher"}


class CallOutcome(StrEnum):
    """How a call ended."""

    DONE = "done"
    REFUSED = "refused"
    UNAVAILABLE = "503"
    IN_FLIGHT = "409"
    NO_CONNECTION = "connections refused"
    RESET = "connection resets"
    SERVER_ERROR = "5xx other than 503"
    SILENCE = "no answer in 30 s"


AGAIN = frozenset(CallOutcome) - {CallOutcome.DONE, CallOutcome.REFUSED}  # what a client retries


@dataclass(frozen=True, slots=True)
class CallResult:
    """The result of one call; `body` is the answer's JSON, `said` is what was unexpected."""

    outcome: CallOutcome
    status: int = 0
    body: Any = None
    replayed: bool = False
    said: str = ""


async def rest(
    http: httpx.AsyncClient, path: str, body: object, *, method: str = "POST", key: str | None = None
) -> CallResult:
    headers = {**MERCHANT, **({"Idempotency-Key": key} if key else {})}
    try:
        answer = await http.request(method, path, json=body, headers=headers)
    except httpx.HTTPError as error:
        return _classify_error(error)
    return _read(answer)


async def graphql(
    http: httpx.AsyncClient, document: str, headers: dict[str, str] = MERCHANT, **variables: object
) -> CallResult:
    """Send an operation; `body` is the data if there are no errors."""
    try:
        answer = await http.post(
            "/graphql", json={"query": document, "variables": variables}, headers=headers
        )
    except httpx.HTTPError as error:
        return _classify_error(error)
    call = _read(answer)
    if not (isinstance(call.body, dict) and ("errors" in call.body or "data" in call.body)):
        return call
    codes = {error["extensions"]["code"] for error in call.body.get("errors", ())}
    if not codes:
        return CallResult(CallOutcome.DONE, answer.status_code, call.body["data"])
    if codes == {"UNAVAILABLE"}:
        return CallResult(CallOutcome.UNAVAILABLE, answer.status_code)
    worst = CallOutcome.SERVER_ERROR if "INTERNAL" in codes else CallOutcome.REFUSED
    return CallResult(worst, answer.status_code, said=_quote_answer(answer))


def _read(answer: httpx.Response) -> CallResult:
    outcome = _outcome(answer)
    said = (
        ""
        if outcome in (CallOutcome.DONE, CallOutcome.UNAVAILABLE, CallOutcome.IN_FLIGHT)
        else _quote_answer(answer)
    )
    body = answer.json() if "json" in answer.headers.get("content-type", "") else None
    replayed = answer.headers.get("Idempotent-Replayed") == "true"
    return CallResult(outcome, answer.status_code, body, replayed, said)


def _outcome(answer: httpx.Response) -> CallOutcome:
    if answer.is_success:
        return CallOutcome.DONE
    if (
        answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        and answer.headers.get("Retry-After", "").isdigit()
    ):
        return CallOutcome.UNAVAILABLE
    if answer.status_code == HTTPStatus.CONFLICT:
        return CallOutcome.IN_FLIGHT
    return CallOutcome.SERVER_ERROR if answer.is_server_error else CallOutcome.REFUSED


def _classify_error(error: httpx.HTTPError) -> CallResult:
    if isinstance(error, httpx.ConnectError):
        return CallResult(CallOutcome.NO_CONNECTION)
    if isinstance(error, httpx.TimeoutException):
        return CallResult(CallOutcome.SILENCE)
    return CallResult(CallOutcome.RESET, said=repr(error))


def _quote_answer(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:200]}"
