"""What a token makes is never more than the token itself, and ends with it."""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from domain.errors import NotAuthenticated, Refused
from domain.model.auth import IDENTITY_LIFETIME, ApiToken, Caller, Channel, Scope
from domain.model.events import EventType
from domain.usecases.tokens import TokenCommands
from tests.fakes import World
from tests.usecases.world import list_tokens

SCOPES = frozenset({Scope.ADMIN, Scope.SETTINGS_READ})
READ = frozenset({Scope.SETTINGS_READ})


@dataclass
class TokenAccount:
    """An account whose operator adds its first tokens."""

    world: World = field(default_factory=World)

    @property
    def tokens(self) -> TokenCommands:
        return self.world.usecases.tokens

    async def caller(self, text: str | None) -> Caller:
        return await self.world.usecases.access.authenticate(text, Channel.GRAPHQL, "r")

    async def add_token(self, name: str = "office", expires_in: timedelta | None = None) -> Caller:
        """The caller with a new token from the command line."""
        end = self.world.clock.now() + expires_in if expires_in else None
        _, text = await self.world.usecases.administration.add_token("account", name, SCOPES, end)
        return await self.caller(text)

    async def make_token(self, by: Caller, name: str) -> tuple[ApiToken, Caller]:
        """Another token with the scopes of the first, and the caller with it."""
        record, text = (await self.tokens.create(by, name, by.identity.scopes, None)).answer
        return record, await self.caller(text)

    async def live(self, by: Caller) -> set[str]:
        return {each.name for each in await list_tokens(self.world, by) if each.revoked_at is None}


async def paths(work: Coroutine[object, object, object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        await work
    return [each.path for each in caught.value.violations]


async def test_a_token_cannot_make_one_with_more_scopes_even_as_an_admin() -> None:
    shop = TokenAccount()
    office = await shop.add_token()
    for more in (Scope.SWEEPS_WRITE, Scope.DELIVERIES_READ):
        assert await paths(shop.tokens.create(office, "x", SCOPES | {more}, None)) == ["scopes"]
    assert (await shop.tokens.create(office, "x", SCOPES, None)).answer[0].scopes == SCOPES


async def test_a_token_without_an_end_makes_others_without_one() -> None:
    shop = TokenAccount()
    record, _ = await shop.make_token(await shop.add_token(), "till")
    assert record.expires_at is None


async def test_what_a_token_makes_ends_with_it_unless_sooner() -> None:
    shop = TokenAccount()
    office, now = await shop.add_token(expires_in=timedelta(days=2)), shop.world.clock.now()
    end = now + timedelta(days=2)
    assert (await shop.make_token(office, "till"))[0].expires_at == end
    for name, days in (("one day", 1), ("two days", 2)):
        until = now + timedelta(days=days)
        assert (await shop.tokens.create(office, name, READ, until)).answer[0].expires_at == until
    later = end + timedelta(microseconds=1)
    assert await paths(shop.tokens.create(office, "later", READ, later)) == ["expires_at"]


async def test_an_access_token_makes_what_it_is_itself_on_behalf_of_its_client() -> None:
    shop = TokenAccount()
    office = shop.world.usecases.administration
    record, secret = await office.add_token("account", "client", SCOPES | {Scope.SWEEPS_WRITE})
    text, grant = await shop.world.usecases.access.grant_access_token("client", secret, frozenset(SCOPES))
    narrow = await shop.caller(text)
    assert await paths(shop.tokens.create(narrow, "x", frozenset({Scope.SWEEPS_WRITE}), None)) == ["scopes"]
    later = grant.expires_at + timedelta(seconds=1)
    assert await paths(shop.tokens.create(narrow, "x", READ, later)) == ["expires_at"]
    made, _ = await shop.make_token(narrow, "x")
    assert (made.made_by, made.expires_at) == (record.id, grant.expires_at)
    shop.world.clock.instant = grant.expires_at
    with pytest.raises(NotAuthenticated):
        await shop.caller(text)


async def test_revoking_a_token_revokes_all_that_came_of_it_and_nothing_else() -> None:
    shop = TokenAccount()
    root, other = await shop.add_token(), await shop.add_token("other")
    child, by_child = await shop.make_token(root, "child")
    _, by_sibling = await shop.make_token(root, "sibling")
    await shop.make_token(by_child, "grandchild")
    _, survivor = await shop.make_token(other, "survivor")
    await shop.tokens.revoke(by_sibling, child.id)
    assert await shop.live(survivor) == {"office", "other", "sibling", "survivor"}
    before = len(shop.world.records.events)
    await shop.tokens.revoke(survivor, root.identity.token_id)
    assert await shop.live(survivor) == {"other", "survivor"}
    told = shop.world.records.events[before:]
    assert [each.type for each in told] == [EventType.UPDATED] * 2
    assert all(set(each.changes) == {"revoked_at"} for each in told)
    shop.world.clock.instant += IDENTITY_LIFETIME
    await shop.caller((await shop.tokens.create(survivor, "new", READ, None)).answer[1])


async def test_the_operator_s_revocation_ends_descendants_too() -> None:
    shop = TokenAccount()
    root = await shop.add_token()
    _, by_child = await shop.make_token(root, "child")
    await shop.make_token(by_child, "grandchild")
    assert await shop.world.usecases.administration.revoke_token("account", root.identity.token_id)
    assert await shop.live(root) == set()


async def test_a_token_that_was_just_revoked_makes_no_other_while_it_is_still_believed() -> None:
    shop = TokenAccount()
    office = await shop.add_token()
    await shop.world.usecases.administration.revoke_token("account", office.identity.token_id)
    with pytest.raises(NotAuthenticated):
        await shop.make_token(office, "orphan")
    assert await shop.live(office) == set()


async def test_names_are_free_again_once_their_token_has_ended() -> None:
    shop = TokenAccount()
    office = await shop.add_token()
    till, _ = await shop.make_token(office, "till")
    assert await paths(shop.tokens.create(office, " till ", READ, None)) == ["name"]
    await shop.tokens.revoke(office, till.id)
    soon = shop.world.clock.now() + timedelta(minutes=1)
    await shop.tokens.create(office, "till", READ, soon)
    assert await paths(shop.world.usecases.administration.add_token("account", "till", READ)) == ["name"]
    shop.world.clock.instant = soon
    await shop.world.usecases.administration.add_token("account", "till", READ)


async def test_a_hundred_tokens_are_enough_for_token_and_operator() -> None:
    shop = TokenAccount()
    office = await shop.add_token()
    for number in range(99):
        last, _ = await shop.make_token(office, f"till {number}")
    assert await paths(shop.tokens.create(office, "one more", READ, None)) == [""]
    assert await paths(shop.world.usecases.administration.add_token("account", "one more", READ)) == [""]
    await shop.tokens.revoke(office, last.id)
    await shop.make_token(office, "one more")


async def test_a_repeated_request_is_answered_though_it_would_be_refused_by_now() -> None:
    shop = TokenAccount()
    office = await shop.add_token()
    soon = shop.world.clock.now() + timedelta(minutes=1)
    first = await shop.tokens.create(office, "till", READ, soon, "key")
    shop.world.clock.instant += timedelta(hours=1)
    again = await shop.tokens.create(office, "till", READ, soon, "key")
    assert (again.replayed, again.answer) == (True, (first.answer[0], None))


async def test_what_a_demo_token_makes_is_good_in_the_demo_alone() -> None:
    shop = TokenAccount()
    accounts, office = shop.world.accounts, shop.world.usecases.administration
    accounts.serves_demo = True
    await office.add_demo_token("account", "demo", SCOPES)
    child, by_child = await shop.make_token(await shop.caller("demo"), "child")
    _, text = (await shop.tokens.create(by_child, "grandchild", READ, None)).answer
    assert child.demo
    await shop.caller(text)
    accounts.serves_demo = False
    shop.world.clock.instant += IDENTITY_LIFETIME
    for each in ("demo", text):
        with pytest.raises(NotAuthenticated):
            await shop.caller(each)
    own = await shop.add_token()
    assert not (await shop.make_token(own, "own"))[0].demo
