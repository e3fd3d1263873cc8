"""The header fields of idempotency, the same in every legacy dialect."""

from collections.abc import Mapping

from starlette.requests import Request

from domain.usecases.idempotency import CommandResult


def read_key(request: Request) -> str | None:
    """Return the key as sent, also "", which the domain refuses; `None` if the header field is missing."""
    return request.headers.get("Idempotency-Key")


def replay_headers(result: CommandResult[object]) -> Mapping[str, str]:
    """Return the header field that marks a replayed answer."""
    return {"Idempotent-Replayed": "true"} if result.replayed else {}
