"""A database that once had the demo refuses the demo's tokens."""

import asyncio
import json

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.cli.conftest import Gateway, serving
from tests.api.live.followers import connection_to
from tests.running import PLAIN_HTTP

CREATE = """mutation { createToken(input: {name: "till", scopes: [ADMIN, DELIVERIES_READ, SETTINGS_READ]}) {
  secret } }"""
FOLLOW = "subscription { deliveryChanged { eventId } }"
GRANT = {"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo"}
TURNS = 8  # so that each of two workers is asked
MESSAGE = "The database holds tokens of the demo; without --demo they are refused.\n"


def ask(url: str, token: str, query: str) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json={"query": query}, headers={"Token": token}, verify=PLAIN_HTTP)


def known_tokens(url: str) -> list[str]:
    """A token of the demo, one that it made, one that this one made, and an access token."""
    child = ask(url, "demo", CREATE).json()["data"]["createToken"]["secret"]
    grandchild = ask(url, child, CREATE.replace("till", "till 2")).json()["data"]["createToken"]["secret"]
    granted = httpx.post(f"{url}/oauth/token", data=GRANT, verify=PLAIN_HTTP).json()["access_token"]
    return ["demo", child, grandchild, granted]


def assert_refused(url: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{url}/v1/settings/config", headers=headers, verify=PLAIN_HTTP).status_code == 401
    (error,) = ask(url, token, "{ viewer { account { name } } }").json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    stream = {"Token": token, "Accept": "text/event-stream"}
    told = httpx.post(f"{url}/graphql", json={"query": FOLLOW}, headers=stream, verify=PLAIN_HTTP).text
    assert "UNAUTHENTICATED" in told


async def assert_no_socket(url: str, token: str) -> None:
    async with connection_to(url) as connection:
        await connection.send(json.dumps({"type": "connection_init", "payload": {"Token": token}}))
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
    assert closed.value.rcvd is not None
    assert 4400 <= closed.value.rcvd.code < 4500


def settings_of(url: str, token: str) -> int:
    """The status of an answer at the channel whose documented refusal is a 400."""
    return httpx.get(f"{url}/v1/settings/config", headers={"Token": token}, verify=PLAIN_HTTP).status_code


def test_without_the_demo_its_tokens_and_what_they_made_open_no_channel(
    gateway_command: Gateway, database: str
) -> None:
    same = {"DATABASE_URL": database, "PUBLIC_URL": "http://gateway.test"}  # so the issuer is the same
    with serving("--demo", **same) as served:
        tokens = known_tokens(served.url)
        assert [settings_of(served.url, each) for each in tokens] == [200] * 4
        assert MESSAGE not in served.stop().err
    own = json.loads(gateway_command("tokens", "create", "demo", "--name", "own", "--json").out)[0]["token"]
    with serving("--workers", "2", **same) as served:
        for token in tokens * TURNS:
            assert_refused(served.url, token)
        for token in tokens:
            asyncio.run(assert_no_socket(served.url, token))
        for client, secret in zip(("demo", "till", "till 2"), tokens, strict=False):
            grant = {**GRANT, "client_id": client, "client_secret": secret}
            assert httpx.post(f"{served.url}/oauth/token", data=grant, verify=PLAIN_HTTP).status_code == 401
        assert settings_of(served.url, own) == 200
        assert MESSAGE in served.stop().err
    listed = json.loads(gateway_command("tokens", "list", "demo", "--json").out)
    states = {each["name"]: each["state"] for each in listed}
    assert states == {**dict.fromkeys(("demo", "demo-dispatcher", "till", "till 2"), "demo"), "own": "good"}


def test_the_demo_s_tokens_are_good_again_when_it_is_served_again(database: str) -> None:
    for arguments, status in ((["--demo"], 200), ([], 400), (["--demo"], 200)):
        with serving(*arguments, DATABASE_URL=database) as served:
            assert settings_of(served.url, "demo-2") == status
