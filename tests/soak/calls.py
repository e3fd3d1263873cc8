"""Calls at both doors, and what came of each as far as a client can tell."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx

PATIENCE = 30.0  # seconds; nothing here may take a client that long
MERCHANT, DISPATCHER = {"Token": "demo"}, {"Token": "demo-dispatcher"}


class Outcome(StrEnum):
    """How a call ended."""

    DONE = "done"
    REFUSED = "refused"
    UNAVAILABLE = "503"
    IN_FLIGHT = "409"
    NO_CONNECTION = "connections refused"
    RESET = "connection resets"
    SERVER_ERROR = "5xx other than 503"
    SILENCE = "no answer in 30 s"


AGAIN = frozenset(Outcome) - {Outcome.DONE, Outcome.REFUSED}  # what a patient client tries again


@dataclass(frozen=True, slots=True)
class Call:
    """One call and its end; `body` is the answer's JSON, `said` what was unexpected about it."""

    outcome: Outcome
    status: int = 0
    body: Any = None
    replayed: bool = False
    said: str = ""


async def rest(
    http: httpx.AsyncClient, path: str, body: object, *, method: str = "POST", key: str | None = None
) -> Call:
    headers = {**MERCHANT, **({"Idempotency-Key": key} if key else {})}
    try:
        answer = await http.request(method, path, json=body, headers=headers)
    except httpx.HTTPError as error:
        return _lost(error)
    return _read(answer)


async def graphql(
    http: httpx.AsyncClient, document: str, headers: dict[str, str] = MERCHANT, **variables: object
) -> Call:
    """`body` is the data where there are no errors."""
    try:
        answer = await http.post(
            "/graphql", json={"query": document, "variables": variables}, headers=headers
        )
    except httpx.HTTPError as error:
        return _lost(error)
    call = _read(answer)
    if not (isinstance(call.body, dict) and ("errors" in call.body or "data" in call.body)):
        return call
    codes = {error["extensions"]["code"] for error in call.body.get("errors", ())}
    if not codes:
        return Call(Outcome.DONE, answer.status_code, call.body["data"])
    if codes == {"UNAVAILABLE"}:
        return Call(Outcome.UNAVAILABLE, answer.status_code)
    worst = Outcome.SERVER_ERROR if "INTERNAL" in codes else Outcome.REFUSED
    return Call(worst, answer.status_code, said=_told(answer))


def _read(answer: httpx.Response) -> Call:
    outcome = _outcome(answer)
    said = "" if outcome in (Outcome.DONE, Outcome.UNAVAILABLE, Outcome.IN_FLIGHT) else _told(answer)
    body = answer.json() if "json" in answer.headers.get("content-type", "") else None
    replayed = answer.headers.get("Idempotent-Replayed") == "true"
    return Call(outcome, answer.status_code, body, replayed, said)


def _outcome(answer: httpx.Response) -> Outcome:
    if answer.is_success:
        return Outcome.DONE
    if (
        answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        and answer.headers.get("Retry-After", "").isdigit()
    ):
        return Outcome.UNAVAILABLE
    if answer.status_code == HTTPStatus.CONFLICT:
        return Outcome.IN_FLIGHT
    return Outcome.SERVER_ERROR if answer.is_server_error else Outcome.REFUSED


def _lost(error: httpx.HTTPError) -> Call:
    if isinstance(error, httpx.ConnectError):
        return Call(Outcome.NO_CONNECTION)
    if isinstance(error, httpx.TimeoutException):
        return Call(Outcome.SILENCE)
    return Call(Outcome.RESET, said=repr(error))


def _told(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:200]}"
