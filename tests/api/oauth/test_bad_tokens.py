"""Tokens that are forged, misused, run out, revoked or malformed get the same refusal at every channel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.oauth.access_tokens import JwtAccessTokens
from api.oauth.keys import SigningKeys
from domain.model.auth import Grant, Scope
from persistence.signing_keys import PgSigningKeys, SigningKey
from tests.api.calls_by_scope import ANYBODY, CALLS
from tests.api.graphql.client import Client
from tests.api.oauth.client import access_token
from tests.api.oauth.forgeries import encode_part, forgeries, misused_tokens, run_out
from tests.domain.strategies import wild_texts
from tests.running import AdjustableClock, Gateway
from tests.usecases.world import run

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
OWN = {"date", "x-request-id"}  # of every answer


@pytest.fixture
async def bad_tokens(gateway: Gateway, clock: AdjustableClock) -> dict[str, str]:
    """All of them, by what is wrong with each; an unknown API token is the first."""
    gone = await run_out(gateway, clock)
    return {"unknown": "dg_live_unknown", **gone, **await forgeries(gateway), **await misused_tokens(gateway)}


def visible_answer(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """Return everything that a client can see of an answer."""
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status_code, answer.text, headers


async def test_bad_tokens_are_answered_alike_by_rest(gateway: Gateway, bad_tokens: dict[str, str]) -> None:
    for method, path in CALLS:
        for name in ("Token", "Authorization"):
            answers = {}
            for wrong, token in bad_tokens.items():
                value = token if name == "Token" else f"Bearer {token}"
                answers[wrong] = await gateway.http.request(method, path, headers={name: value})
            unknown = visible_answer(answers["unknown"])
            documented = (name, path) == ("Token", "/v1/settings/config")
            assert unknown[0] == (400 if documented else 401)
            if unknown[0] == 401:
                assert unknown[2]["www-authenticate"] == 'Bearer error="invalid_token"'
            for wrong, answer in answers.items():
                assert visible_answer(answer) == unknown, wrong


async def test_bad_tokens_are_answered_alike_by_graphql(gateway: Gateway, bad_tokens: dict[str, str]) -> None:
    for asked in ANYBODY:
        answers = {
            wrong: await Client(gateway, bad).post(f"{{ {asked} }}") for wrong, bad in bad_tokens.items()
        }
        (error,) = answers["unknown"].json()["errors"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
        for wrong, answer in answers.items():
            assert visible_answer(answer) == visible_answer(answers["unknown"]), wrong


async def test_the_token_they_were_made_of_is_good(gateway: Gateway) -> None:
    token = await access_token(gateway, "demo", "demo")
    assert await Client(gateway, token).ask("{ viewer { token { name } } }") == {
        "viewer": {"token": {"name": "demo"}}
    }


@dataclass
class KeysInMemory:
    keys: list[SigningKey] = field(default_factory=list)

    async def all(self) -> Sequence[SigningKey]:
        return list(self.keys)

    async def add(self, key: SigningKey) -> None:
        self.keys.append(key)

    async def forget_before(self, number: int) -> None:
        self.keys = [key for key in self.keys if key.number >= number]


TOKENS = JwtAccessTokens(SigningKeys(cast("PgSigningKeys", KeysInMemory())), "http://gateway.test")
GRANT = Grant("demo", "a" * 24, frozenset(Scope), NOW, NOW.replace(hour=10))
GOOD = run(TOKENS.issue(GRANT))
HEAD, BODY, SIGNATURE = GOOD.split(".")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | wild_texts.filter(str.isprintable),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64"]), inner)
    ),
)
segments = st.one_of(
    st.sampled_from([HEAD, BODY, SIGNATURE, ""]),
    wild_texts,
    st.binary().map(encode_part),
    json_values.map(encode_part),
)


def test_what_was_granted_is_read_again() -> None:
    assert run(TOKENS.read(GOOD, NOW)) == GRANT


@given(st.lists(segments, max_size=5).map(".".join).filter(lambda text: text != GOOD))
def test_nothing_but_what_was_issued_is_read(text: str) -> None:
    assert run(TOKENS.read(text, NOW)) is None


@given(st.integers(0, len(GOOD) - 1), st.characters())
def test_no_character_can_be_exchanged(place: int, other: str) -> None:
    text = GOOD[:place] + other + GOOD[place + 1 :]
    read = run(TOKENS.read(text, NOW))
    assert read is None or read == GRANT
