"""The headers that make a write safe to repeat, the same in every legacy dialect."""

from collections.abc import Mapping

from starlette.requests import Request

from domain.usecases.idempotency import CommandResult


def key_of(request: Request) -> str | None:
    """The key as it was sent, "" too, which the domain refuses; `None` where there is no such header."""
    return request.headers.get("Idempotency-Key")


def headers_of(done: CommandResult[object]) -> Mapping[str, str]:
    """What an answer says that was given before."""
    return {"Idempotent-Replayed": "true"} if done.replayed else {}
