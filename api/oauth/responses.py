"""Responses of OAuth's endpoints: JSON, and the errors of RFC 6749, section 5.2."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.operations.inflated_body import ACCEPTED
from domain.errors import DomainError, MissingScope, NotAuthenticated, Unavailable

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
BASIC: Final = {"WWW-Authenticate": 'Basic realm="delivery-gateway", charset="UTF-8"'}


class OAuthError(Exception):
    """The refusal of a request with an error code of OAuth; it never quotes what the client sent."""

    def __init__(
        self, error: str, description: str, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(description)
        self.error = error
        self.status = status
        self.headers = headers or {}

    def response(self) -> Response:
        body = {"error": self.error, "error_description": str(self)}
        return json_response(body, self.status, {**NO_STORE, **self.headers})


def invalid_request(description: str, status: int = 400) -> OAuthError:
    return OAuthError("invalid_request", description, status)


def unsupported_encoding() -> OAuthError:
    return OAuthError("invalid_request", "Content-Encoding must be gzip or identity.", 415, ACCEPTED)


def broken_gzip() -> OAuthError:
    return invalid_request("The body must be complete, well-formed gzip.")


def invalid_client() -> OAuthError:
    return OAuthError("invalid_client", "The client is unknown or did not prove itself.", 401, BASIC)


def _unavailable(error: Unavailable) -> OAuthError:
    headers = {"Retry-After": str(error.retry_after)}
    return OAuthError("temporarily_unavailable", "Try again later.", 503, headers)


# The use-cases of these endpoints raise no other error of the domain.
ERRORS: Final[Mapping[type[DomainError], Callable[[Any], OAuthError]]] = {
    NotAuthenticated: lambda _: invalid_client(),
    MissingScope: lambda _: OAuthError("invalid_scope", "The client does not have this scope."),
    Unavailable: _unavailable,
}


class ErrorHandlingApp:
    """An endpoint for some methods that answers refusals as OAuth errors."""

    def __init__(self, endpoint: Callable[[Request], Awaitable[Response]], *methods: str) -> None:
        self.endpoint = endpoint
        self.methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method not in self.methods:
            allowed = {"Allow": ", ".join(self.methods)}
            return OAuthError("invalid_request", "Use another method.", 405, allowed).response()
        try:
            return await self.endpoint(request)
        except OAuthError as refused:
            return refused.response()
        except DomainError as refused:
            return ERRORS[type(refused)](refused).response()
        except ClientDisconnect:
            return invalid_request("The body ended too early.").response()


def json_response(body: object, status: int, headers: Mapping[str, str]) -> Response:
    return Response(msgspec.json.encode(body), status, headers, media_type="application/json")
