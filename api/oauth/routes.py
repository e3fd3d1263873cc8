from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.oauth.answers import NEVER_KEPT, ErrorHandlingApp, json_response
from api.oauth.forms import check_grant_type, credentials_of, fields_of, wanted_scopes
from domain.model.caller import Scope
from domain.usecases.access import Access

TOKEN = "/oauth/token"  # noqa: S105 - a path
KEYS = "/.well-known/jwks.json"
METADATA = "/.well-known/oauth-authorization-server"
KEPT_A_WHILE = {"Cache-Control": "public, max-age=300"}


def oauth_routes(access: Access, public_url: str) -> list[Route]:
    """The token endpoint, the public keys, and where to find both (RFC 8414)."""

    async def token(request: Request) -> Response:
        fields = await fields_of(request)
        check_grant_type(fields)
        client = credentials_of(request.headers.getlist("authorization"), fields)
        text, grant = await access.grant_access_token(client.client_id, client.secret, wanted_scopes(fields))
        answer = {
            "access_token": text,
            "token_type": "Bearer",
            "expires_in": int((grant.expires_at - grant.issued_at).total_seconds()),
            "scope": " ".join(sorted(grant.scopes)),
        }
        return json_response(answer, 200, NEVER_KEPT)

    async def keys(_request: Request) -> Response:
        return json_response(await access.public_keys(), 200, KEPT_A_WHILE)

    async def metadata(_request: Request) -> Response:
        return json_response(_metadata(public_url), 200, KEPT_A_WHILE)

    return [
        Route(TOKEN, ErrorHandlingApp(token, "POST")),
        Route(KEYS, ErrorHandlingApp(keys, "GET", "HEAD")),
        Route(METADATA, ErrorHandlingApp(metadata, "GET", "HEAD")),
    ]


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
