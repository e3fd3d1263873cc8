"""Access tokens as signed JSON Web Tokens, in the profile of RFC 9068."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated, Final, Literal

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from api.oauth.keys import SigningKeys
from domain.model.auth import Grant, Scope
from persistence.signing_keys import SigningKey

ALGORITHM: Final = "ES256"
LONGEST: Final = 4_096  # characters; the gateway's own tokens are a fifth of it
Instant = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]  # seconds since 1970, to the end of 9999


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header of the gateway's own tokens; a token with any other member is refused."""

    alg: Literal["ES256"]
    typ: Literal["at+jwt"]
    kid: str


class Claims(msgspec.Struct, frozen=True):
    """The claims: `sub` is the account, `client_id` the id of the API token that the grant belongs to."""

    iss: str
    aud: str
    sub: str
    client_id: str
    scope: str
    iat: Instant
    exp: Instant
    jti: str


@dataclass(frozen=True, slots=True)
class JwtAccessTokens:
    """Access tokens whose issuer and audience are one gateway, named by its public URL."""

    keys: SigningKeys
    issuer: str

    async def issue(self, grant: Grant) -> str:
        key = await self.keys.current(grant.issued_at)
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid}
        claims = msgspec.to_builtins(self._claims(grant))
        return jwt.encode(header, claims, _key_pair(key), algorithms=[ALGORITHM])

    async def read(self, text: str, at: datetime) -> Grant | None:
        """Return the grant of a valid token; `iat` is not checked, as clocks of two machines may differ."""
        kid = _kid(text)
        if kid is None:
            return None
        for key in await self.keys.accepted_keys(at):
            if key.kid == kid:
                claims = _verify(text, key)
                return _grant(claims) if claims and self._is_valid(claims, at) else None
        return None

    async def public_keys(self, at: datetime) -> Mapping[str, object]:
        await self.keys.current(at)
        return {"keys": [_public(key) for key in await self.keys.accepted_keys(at)]}

    def _claims(self, grant: Grant) -> Claims:
        return Claims(
            iss=self.issuer,
            aud=self.issuer,
            sub=grant.account_id,
            client_id=grant.token_id,
            scope=" ".join(sorted(grant.scopes)),
            iat=int(grant.issued_at.timestamp()),
            exp=int(grant.expires_at.timestamp()),
            jti=token_urlsafe(16),
        )

    def _is_valid(self, claims: Claims, at: datetime) -> bool:
        return claims.iss == claims.aud == self.issuer and at.timestamp() < claims.exp


def _kid(text: str) -> str | None:
    """Return the id of the key that a token names, `None` if its header is not the gateway's."""
    if len(text) > LONGEST or text.count(".") != 2:  # noqa: PLR2004 - header, claims, signature
        return None
    try:
        header = urlsafe_b64decode(text.partition(".")[0] + "==")
        return msgspec.json.decode(header, type=Header).kid
    except (ValueError, RecursionError):
        return None


def _verify(text: str, key: SigningKey) -> Claims | None:
    """Return the claims if `key` signed them; the algorithm is fixed, whatever the token's header says."""
    try:
        token = jwt.decode(text, _key_pair(key), algorithms=[ALGORITHM])
        return msgspec.convert(token.claims, Claims)
    except (JoseError, ValueError):
        return None


def _grant(claims: Claims) -> Grant:
    names = frozenset(claims.scope.split())
    return Grant(
        claims.sub,
        claims.client_id,
        frozenset(scope for scope in Scope if scope in names),
        datetime.fromtimestamp(claims.iat, UTC),
        datetime.fromtimestamp(claims.exp, UTC),
    )


def _key_pair(key: SigningKey) -> ECKey:
    return ECKey.import_key(dict(key.jwk))


def _public(key: SigningKey) -> Mapping[str, object]:
    return {**_key_pair(key).as_dict(private=False), "kid": key.kid, "use": "sig", "alg": ALGORITHM}
