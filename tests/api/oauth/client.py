"""An OAuth client: it asks for access tokens and forges some."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from api.oauth.access_tokens import JwtAccessTokens
from tests.running import Gateway

TOKEN = "/oauth/token"
GRANT = {"grant_type": "client_credentials"}
DEMO = {"client_id": "demo", "client_secret": "demo"}


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


async def ask(
    gateway: Gateway, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """The answer of the token endpoint to a form."""
    return await gateway.http.post(TOKEN, data=dict(fields), headers=headers)


async def access_token(gateway: Gateway, name: str, secret: str, *scopes: str) -> str:
    fields = {**GRANT, "client_id": name, "client_secret": secret, "scope": " ".join(scopes)}
    answer = await ask(gateway, fields)
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["access_token"]
    return text


async def signing_pair(gateway: Gateway) -> ECKey:
    """The private key that the gateway signs with."""
    tokens = gateway.usecases.access.access_tokens
    assert isinstance(tokens, JwtAccessTokens)
    key = await tokens.keys.current(gateway.usecases.access.clock.now())
    return ECKey.import_key(dict(key.jwk))


def sign_token(header: Mapping[str, Any], claims: Mapping[str, Any], key: ECKey) -> str:
    return jwt.encode(dict(header), dict(claims), key, algorithms=["ES256"])
