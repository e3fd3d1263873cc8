from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.oauth.forms import Credentials, check_grant_type, read_credentials, read_fields, requested_scopes
from api.oauth.responses import (
    NO_STORE,
    ErrorHandlingApp,
    broken_gzip,
    json_response,
    unsupported_encoding,
)
from api.operations.inflated_body import EncodingRefusals, InflatedBody
from domain.errors import NotAuthenticated
from domain.model.auth import Grant, Scope
from domain.usecases.access import Access

TOKEN = "/oauth/token"  # noqa: S105 - a path
KEYS = "/.well-known/jwks.json"
METADATA = "/.well-known/oauth-authorization-server"
CACHED_BRIEFLY = {"Cache-Control": "public, max-age=300"}


FindTokenId = Callable[[str], str | None]
"""Returns the id of the API token that an id of another channel stands for."""


def oauth_routes(access: Access, public_url: str, find_token_id: FindTokenId = lambda _: None) -> list[Route]:
    """Return the routes of the token endpoint, the public keys and the server metadata (RFC 8414)."""

    async def token(request: Request) -> Response:
        fields = await read_fields(request)
        check_grant_type(fields)
        readings = read_credentials(request.headers.getlist("authorization"), fields)
        clients = [*readings, *_with_token_ids(readings, find_token_id)]
        text, grant = await _grant_to_any(access, clients, requested_scopes(fields))
        answer = {
            "access_token": text,
            "token_type": "Bearer",
            "expires_in": int((grant.expires_at - grant.issued_at).total_seconds()),
            "scope": " ".join(sorted(grant.scopes)),
        }
        return json_response(answer, 200, NO_STORE)

    async def keys(_request: Request) -> Response:
        return json_response(await access.public_keys(), 200, CACHED_BRIEFLY)

    async def metadata(_request: Request) -> Response:
        return json_response(_metadata(public_url), 200, CACHED_BRIEFLY)

    refusals = EncodingRefusals(
        lambda _: unsupported_encoding().response(), lambda _: broken_gzip().response()
    )
    return [
        Route(TOKEN, ErrorHandlingApp(token, "POST"), middleware=[Middleware(InflatedBody, refusals)]),
        Route(KEYS, ErrorHandlingApp(keys, "GET", "HEAD")),
        Route(METADATA, ErrorHandlingApp(metadata, "GET", "HEAD")),
    ]


def _with_token_ids(readings: Sequence[Credentials], find_token_id: FindTokenId) -> Iterator[Credentials]:
    """Yield the credentials whose client is named by an id of another channel."""
    for each in readings:
        if token_id := find_token_id(each.client_id):
            yield Credentials(token_id, each.secret)


async def _grant_to_any(
    access: Access, clients: Sequence[Credentials], scopes: frozenset[str]
) -> tuple[str, Grant]:
    """Grant an access token to the first that proves itself; raises what `grant_access_token` raises."""
    *others, last = clients
    for client in others:
        with suppress(NotAuthenticated):
            return await access.grant_access_token(client.client_id, client.secret, scopes)
    return await access.grant_access_token(last.client_id, last.secret, scopes)


def _metadata(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "token_endpoint": issuer + TOKEN,
        "jwks_uri": issuer + KEYS,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": list(Scope),
    }
