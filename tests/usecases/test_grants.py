"""Access tokens that a client gets for its API token."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from domain.errors import MissingScope, NotAuthenticated
from domain.model.auth import ApiToken, Caller, Channel, Grant, Scope
from tests.fakes import World

SCOPES = frozenset({Scope.DELIVERIES_READ, Scope.DELIVERIES_WRITE})


@dataclass
class ApiClient:
    """An API token and what can be done with it."""

    world: World
    record: ApiToken
    secret: str = field(repr=False)

    async def request_access_token(self, *wanted: str) -> tuple[str, Grant]:
        return await self.world.usecases.access.grant_access_token(
            self.record.id, self.secret, frozenset(wanted)
        )

    async def revoke(self) -> None:
        await self.world.usecases.administration.revoke_token("account", self.record.id)


async def client(expires_in: timedelta | None = None) -> ApiClient:
    world = World()
    expires_at = None if expires_in is None else world.clock.now() + expires_in
    made = await world.usecases.administration.add_token("account", "till", SCOPES, expires_at)
    return ApiClient(world, *made)


async def caller(world: World, token: str) -> Caller:
    return await world.usecases.access.authenticate(token, Channel.REST, "request-7")


async def test_an_access_token_stands_for_its_client() -> None:
    till = await client()
    text, grant = await till.request_access_token()
    who = (await caller(till.world, text)).identity
    assert (who.account_id, who.actor, who.token_id) == ("account", "till", till.record.id)
    assert (who.scopes, grant.scopes) == (SCOPES, SCOPES)
    assert who.expires_at == grant.expires_at == till.world.clock.now() + timedelta(minutes=15)


async def test_a_client_is_named_by_the_id_or_the_name_of_its_token() -> None:
    till = await client()
    access = till.world.usecases.access
    for name in (till.record.id, "till"):
        _, grant = await access.grant_access_token(name, till.secret, frozenset())
        assert grant.token_id == till.record.id
    for name in ("", "account", "another", till.record.hash):
        with pytest.raises(NotAuthenticated):
            await access.grant_access_token(name, till.secret, frozenset())


async def test_a_client_proves_itself_by_its_api_token_alone() -> None:
    till = await client()
    text, _ = await till.request_access_token()
    for secret in ("", "unknown", till.record.id, till.record.hash, text):
        with pytest.raises(NotAuthenticated):
            await till.world.usecases.access.grant_access_token("till", secret, frozenset())


async def test_an_access_token_may_have_fewer_scopes_but_never_more() -> None:
    till = await client()
    text, grant = await till.request_access_token("deliveries:read")
    assert grant.scopes == (await caller(till.world, text)).identity.scopes == {Scope.DELIVERIES_READ}
    for wanted in ("sweeps:write", "nonsense", ""):
        with pytest.raises(MissingScope):
            await till.request_access_token("deliveries:read", wanted)


async def test_an_access_token_has_an_end() -> None:
    till = await client()
    text, _ = await till.request_access_token()
    till.world.clock.instant += timedelta(minutes=15)
    with pytest.raises(NotAuthenticated):
        await caller(till.world, text)


async def test_an_access_token_does_not_outlive_its_client() -> None:
    till = await client(timedelta(minutes=5))
    text, grant = await till.request_access_token()
    assert grant.expires_at == till.record.expires_at
    till.world.clock.instant += timedelta(minutes=5)
    with pytest.raises(NotAuthenticated):
        await caller(till.world, text)


async def test_a_revoked_client_s_access_tokens_end_within_five_seconds() -> None:
    till = await client()
    text, _ = await till.request_access_token()
    await caller(till.world, text)
    await till.revoke()
    till.world.clock.instant += timedelta(seconds=5)
    with pytest.raises(NotAuthenticated):
        await caller(till.world, text)
    with pytest.raises(NotAuthenticated):
        await till.request_access_token()


async def test_the_keys_to_verify_access_tokens_with_are_published() -> None:
    world = World()
    assert await world.usecases.access.public_keys() == {"keys": [], "at": world.clock.now()}
