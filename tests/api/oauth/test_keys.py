"""The keys that sign access tokens: made once, shared by all processes, rotated, published."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from api.app import create_app
from api.compose import compose
from api.oauth.access_tokens import JwtAccessTokens
from api.oauth.keys import SigningKeys
from persistence.adapters import open_adapters
from tests.api.oauth.client import access_token
from tests.running import PUBLIC_URL, AdjustableClock, Gateway, serve_app

KEYS = "/.well-known/jwks.json"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def twin(gateway: Gateway, database: str, clock: AdjustableClock) -> AsyncIterator[Gateway]:
    """Another gateway over the same database."""
    async with open_adapters(database, pool_size=4, serves_demo=True) as store:
        usecases = compose(store, clock, public_url=PUBLIC_URL)
        async with serve_app(create_app(usecases, public_url=PUBLIC_URL), usecases) as running:
            assert running.url != gateway.url
            yield running


def keys_of(gateway: Gateway) -> SigningKeys:
    tokens = gateway.usecases.access.access_tokens
    assert isinstance(tokens, JwtAccessTokens)
    return tokens.keys


async def kids(gateway: Gateway) -> list[str]:
    return [key["kid"] for key in (await gateway.http.get(KEYS)).json()["keys"]]


async def status(gateway: Gateway, text: str) -> int:
    headers = {"Authorization": f"Bearer {text}"}
    answer: httpx.Response = await gateway.http.get("/v1/settings/config", headers=headers)
    return answer.status_code


async def test_two_gateways_that_need_the_first_key_at_once_make_one(gateway: Gateway, twin: Gateway) -> None:
    both = [gateway, twin] * 4
    texts = await asyncio.gather(*(access_token(each, "demo", "demo") for each in both))
    assert len(await kids(gateway)) == 1
    assert await kids(gateway) == await kids(twin)
    for text in texts:
        assert await status(gateway, text) == await status(twin, text) == 200


async def test_anybody_can_verify_an_access_token_by_the_published_keys(gateway: Gateway) -> None:
    text = await access_token(gateway, "demo", "demo", "settings:read")
    answer = await gateway.http.get(KEYS)
    assert "public" in answer.headers["cache-control"]
    token = jwt.decode(text, KeySet.import_key_set(answer.json()), algorithms=["ES256"])
    assert (token.header["alg"], token.header["typ"]) == ("ES256", "at+jwt")
    assert token.header["kid"] in await kids(gateway)
    claims = token.claims
    (demo,) = [
        each for each in await gateway.usecases.administration.all_tokens("demo") if each.name == "demo"
    ]
    assert (claims["iss"], claims["aud"], claims["sub"]) == (PUBLIC_URL, PUBLIC_URL, "demo")
    assert (claims["client_id"], claims["scope"]) == (demo.id, "settings:read")
    assert claims["exp"] - claims["iat"] == 900
    assert claims["jti"]


async def test_no_private_part_is_published(gateway: Gateway) -> None:
    (key,) = (await gateway.http.get(KEYS)).json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    (kept,) = await keys_of(gateway).table.all()
    private = kept.jwk["d"]
    assert isinstance(private, str)
    assert private not in repr(kept)


async def test_no_two_access_tokens_are_alike(gateway: Gateway) -> None:
    assert await access_token(gateway, "demo", "demo") != await access_token(gateway, "demo", "demo")


async def test_after_a_rotation_tokens_of_the_old_key_are_good_to_their_end(
    gateway: Gateway, twin: Gateway, clock: AdjustableClock
) -> None:
    old = await access_token(gateway, "demo", "demo")
    (first,) = await kids(gateway)
    rotated = await keys_of(twin).rotate(clock.now())
    new = await access_token(gateway, "demo", "demo")
    assert await kids(gateway) == [first, rotated.kid]
    clock.ahead += 14 * MINUTE
    assert await status(gateway, old) == await status(twin, new) == 200
    clock.ahead += 2 * MINUTE
    assert await status(gateway, old) == 401
    assert await kids(gateway) == [rotated.kid]


async def test_a_key_that_leaked_is_refused_at_once(gateway: Gateway, clock: AdjustableClock) -> None:
    old = await access_token(gateway, "demo", "demo")
    await keys_of(gateway).rotate(clock.now(), at_once=True)
    assert await status(gateway, old) == 401
    assert await status(gateway, await access_token(gateway, "demo", "demo")) == 200


async def test_a_key_of_thirty_days_is_succeeded_by_one_new_key(
    gateway: Gateway, twin: Gateway, clock: AdjustableClock
) -> None:
    await access_token(gateway, "demo", "demo")
    first = await kids(gateway)
    clock.ahead += 29 * DAY
    assert await kids(gateway) == first
    clock.ahead += DAY
    await asyncio.gather(*(access_token(each, "demo", "demo") for each in [gateway, twin] * 4))
    assert len(await kids(gateway)) == 2
    assert (await kids(gateway))[:1] == first


async def test_keys_that_were_outlived_are_not_kept(gateway: Gateway, clock: AdjustableClock) -> None:
    keys = keys_of(gateway)
    for _ in range(4):
        await keys.rotate(clock.now())
        clock.ahead += DAY
    assert len(await keys.table.all()) == 2
    assert len(await keys.accepted_keys(clock.now())) == 1
