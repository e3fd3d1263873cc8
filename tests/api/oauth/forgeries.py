"""Tokens that must not open any channel, by what is wrong with them."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from domain.model.auth import Scope
from tests.api.oauth.client import access_token, sign_token, signing_pair
from tests.running import AdjustableClock, Gateway


def encode_part(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def by_hmac(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """The claims authenticated by a shared secret, which is the public key here."""
    content = f"{encode_part({**header, 'alg': 'HS256'})}.{encode_part(claims)}"
    return f"{content}.{encode_part(hmac.digest(secret, content.encode(), sha256))}"


async def forgeries(gateway: Gateway) -> dict[str, str]:
    """All are made from a good token and the knowledge of the public key, none with the private one."""
    good = await access_token(gateway, "demo", "demo")
    pair, foreign = await signing_pair(gateway), ECKey.generate_key("P-256")
    token = jwt.decode(good, pair, algorithms=["ES256"])
    head, body, signature = good.split(".")
    public = pair.as_dict(private=False)
    return {
        "nonsense": "nonsense",
        "dots alone": "..",
        "segments of nothing": "a.b.c",
        "a token cut short": good[:-1],
        "a token with a tail": f"{good}.{signature}",
        "without a signature": f"{head}.{body}.",
        "other claims": f"{head}.{encode_part({**token.claims, 'sub': 'demo-2'})}.{signature}",
        "no algorithm": f"{encode_part({**token.header, 'alg': 'none'})}.{body}.",
        "no algorithm, signed": f"{encode_part({**token.header, 'alg': 'none'})}.{body}.{signature}",
        "the public key as a secret": by_hmac(token.header, token.claims, pair.as_pem(private=False)),
        "the public JWK as a secret": by_hmac(token.header, token.claims, json.dumps(public).encode()),
        "a foreign key": sign_token(token.header, token.claims, foreign),
        "a foreign key by its own name": sign_token({**token.header, "kid": "x"}, token.claims, foreign),
        "a foreign key it brings along": by_its_own_key(token.header, token.claims, foreign),
        "an endless header": f"{encode_part(b'[' * 3_000)}.{body}.{signature}",
        "a header that is not an object": f"{encode_part('alg')}.{body}.{signature}",
        "a header of other bytes": f"{encode_part(bytes([255]))}.{body}.{signature}",
        "far too long": f"{head}.{'x' * 20_000}.{signature}",
    }


def by_its_own_key(header: dict[str, Any], claims: dict[str, Any], key: ECKey) -> str:
    brought = {**header, "kid": key.thumbprint(), "jwk": key.as_dict(private=False)}
    return sign_token(brought, claims, key)


async def misused_tokens(gateway: Gateway) -> dict[str, str]:
    """Properly signed by our own key, and still not for this gateway, this moment or this use."""
    pair = await signing_pair(gateway)
    token = jwt.decode(await access_token(gateway, "demo", "demo"), pair, algorithms=["ES256"])
    header, claims = token.header, token.claims
    less = {name: value for name, value in claims.items() if name != "exp"}
    return {
        "another issuer": sign_token(header, {**claims, "iss": "http://elsewhere.test"}, pair),
        "another audience": sign_token(header, {**claims, "aud": "http://elsewhere.test"}, pair),
        "another kind": sign_token({**header, "typ": "JWT"}, claims, pair),
        "another account's client": sign_token(header, {**claims, "sub": "demo-2"}, pair),
        "an unknown client": sign_token(header, {**claims, "client_id": "f" * 24}, pair),
        "no end": sign_token(header, less, pair),
        "an end that is not a number": sign_token(header, {**claims, "exp": "later"}, pair),
        "an endless end": sign_token(header, {**claims, "exp": 10**400}, pair),
        "an end that was": sign_token(header, {**claims, "exp": claims["iat"]}, pair),
    }


async def run_out(gateway: Gateway, clock: AdjustableClock) -> dict[str, str]:
    """Tokens that were good once; the clock is put forward."""
    office = gateway.usecases.administration
    ends = clock.now() + timedelta(minutes=10)
    _, expired = await office.add_token("demo", "expired", frozenset(Scope), ends)
    record, revoked = await office.add_token("demo", "revoked", frozenset(Scope))
    found = {
        "an expired API token": expired,
        "an access token of an expired client": await access_token(gateway, "expired", expired),
        "a revoked API token": revoked,
        "an expired access token": await access_token(gateway, "demo", "demo"),
    }
    clock.ahead += timedelta(minutes=15)
    found["an access token of a revoked client"] = await access_token(gateway, "revoked", revoked)
    await office.revoke_token("demo", record.id)
    return found
