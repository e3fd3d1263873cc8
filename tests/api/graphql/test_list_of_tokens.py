"""The list of an account's tokens, with their last uses."""

from datetime import datetime, timedelta
from typing import Any

from api.graphql.global_ids import encode_id
from domain.model.auth import IDENTITY_LIFETIME, LAST_USE_PRECISION, USE_INTERVAL, Scope
from tests.api.graphql.client import Client
from tests.api.oauth.client import access_token
from tests.running import AdjustableClock, Gateway

TOKENS = """query($first: Int, $after: String, $last: Int, $before: String) {
  tokens(first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { name lastUsedAt revokedAt expiresAt } edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }"""


async def add_tokens(gateway: Gateway, *names: str) -> list[str]:
    """Add tokens to the demo account, and return them."""
    add = gateway.usecases.administration.add_token
    return [(await add("demo", name, frozenset(Scope)))[1] for name in names]


async def tokens(client: Client, **variables: object) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(TOKENS, **variables))["tokens"]
    return found


async def last_use(client: Client, name: str) -> str | None:
    (found,) = [each for each in (await tokens(client))["nodes"] if each["name"] == name]
    at: str | None = found["lastUsedAt"]
    return at


async def test_tokens_come_in_pages_oldest_first_with_those_that_ended(
    gateway: Gateway, merchant: Client
) -> None:
    before = [each["name"] for each in (await tokens(merchant))["nodes"]]
    names = [f"till {number}" for number in range(7)]
    await add_tokens(gateway, *names)
    made = (await merchant.ask("{ tokens(last: 7) { nodes { id } } }"))["tokens"]["nodes"]
    await merchant.ask(
        "mutation($id: ID!) { revokeToken(input: {id: $id}) { violations { code } } }", id=made[0]["id"]
    )
    await gateway.database("UPDATE api_token SET expires_at = created_at WHERE name = 'till 1'")
    names = [*before, *names]
    for first in (True, False):
        seen: list[str] = []
        cursor = None
        while len(seen) < len(names):
            ends = {"first": 3, "after": cursor} if first else {"last": 3, "before": cursor}
            page = await tokens(merchant, **ends)
            shown = [each["name"] for each in page["nodes"]]
            assert (len(shown), page["totalCount"]) == (min(3, len(names) - len(seen)), len(names))
            seen = seen + shown if first else shown + seen
            cursor = page["pageInfo"]["endCursor" if first else "startCursor"]
        assert seen == names
        assert not page["pageInfo"]["hasNextPage" if first else "hasPreviousPage"]
    ended = [each for each in (await tokens(merchant))["nodes"] if each["revokedAt"] or each["expiresAt"]]
    assert [each["name"] for each in ended] == ["till 0", "till 1"]


async def test_a_page_of_tokens_has_its_limits_and_its_own_cursors(
    gateway: Gateway, merchant: Client
) -> None:
    await add_tokens(gateway, *(f"till {number}" for number in range(60)))
    assert len((await tokens(merchant))["nodes"]) == 50
    for size in (-1, 101):
        assert await merchant.code(TOKENS, first=size) == "PAGE_SIZE_OUT_OF_RANGE"
    empty = await tokens(merchant, first=0)
    assert (empty["nodes"], empty["pageInfo"]["hasNextPage"]) == ([], True)
    id_of_no_token = encode_id("Token", "0" * 24)
    for cursor in ("", "x", id_of_no_token, encode_id("StopCursor", "1"), encode_id("TokenCursor", "x")):
        assert await merchant.code(TOKENS, after=cursor) == "INVALID_CURSOR"
    end = (await tokens(merchant))["pageInfo"]["endCursor"]
    admin = frozenset({Scope.ADMIN})
    theirs = (await gateway.usecases.administration.add_token("demo-2", "theirs", admin))[1]
    assert [each["name"] for each in (await tokens(Client(gateway, theirs), after=end))["nodes"]] == [
        "theirs"
    ]


async def test_a_token_that_is_never_used_has_no_last_use(gateway: Gateway, merchant: Client) -> None:
    await add_tokens(gateway, "idle")
    assert await last_use(merchant, "idle") is None


async def test_a_use_on_either_channel_is_the_last_use(
    gateway: Gateway, merchant: Client, clock: AdjustableClock
) -> None:
    (text,) = await add_tokens(gateway, "till")
    start = clock.now()
    await Client(gateway, text).ask("{ rules { code } }")
    assert await last_use(merchant, "till") >= format_instant(start)  # type: ignore[operator]  # not None
    clock.ahead += USE_INTERVAL + timedelta(seconds=1)
    start = clock.now()
    assert (await gateway.http.get("/v1/settings/config", headers={"Token": text})).status_code == 200
    assert await last_use(merchant, "till") >= format_instant(start)  # type: ignore[operator]


async def test_the_use_of_an_access_token_is_one_of_its_token(
    gateway: Gateway, merchant: Client, clock: AdjustableClock
) -> None:
    (text,) = await add_tokens(gateway, "till")
    access = await access_token(gateway, "till", text)
    clock.ahead += USE_INTERVAL + timedelta(seconds=1)
    start = clock.now()
    await Client(gateway, access).ask("{ rules { code } }")
    assert await last_use(merchant, "till") >= format_instant(start)  # type: ignore[operator]


async def test_the_last_use_is_right_to_about_a_minute_while_the_identity_is_cached(
    gateway: Gateway, merchant: Client, clock: AdjustableClock
) -> None:
    (text,) = await add_tokens(gateway, "till")
    till = Client(gateway, text)
    for ahead in (0, 30, 57, 59, 61, 63, 65, 119, 121, 123, 124):
        clock.ahead = timedelta(seconds=ahead)
        await till.ask("{ rules { code } }")
        clock.ahead += IDENTITY_LIFETIME - timedelta(seconds=1)
        used_after = clock.now()
        await till.ask("{ rules { code } }")
        at = await last_use(merchant, "till")
        assert format_instant(used_after - LAST_USE_PRECISION) < str(at) <= format_instant(clock.now())


def format_instant(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
