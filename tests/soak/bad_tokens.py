"""Whether the time in which an invalid token is refused reveals why it is invalid."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_bytes, token_hex
from statistics import median
from typing import Final

import httpx

from api.compose import compose
from domain.model.auth import ApiToken, Grant, Scope
from domain.usecases import UseCases
from domain.usecases.access import token_hash
from persistence.adapters import open_adapters
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import gateway_in
from tests.soak.postgres_seen import PostgresSeen, dsn_of
from tests.soak.report import Measure

EACH: Final = 300  # tokens of each kind, each sent once, as the result is cached for seconds
ACCOUNT: Final = "demo"
ALL: Final = frozenset(Scope)
APART: Final = 2.0  # times the median of the fastest kind
PATH: Final = f"/v1/scheduled/{'0' * 24}"
Texts = Sequence[str]


async def bad_tokens(conditions: Conditions) -> Findings:
    """Send one token of each kind in turn, so that other load affects all kinds equally."""
    place = conditions.place
    async with gateway_in(place) as gateway:
        server = PostgresSeen.below(place).file()
        async with open_adapters(dsn_of(server.socket_folder), pool_size=2) as store:
            kinds = await make_tokens(compose(store, public_url=gateway.url))
        async with httpx.AsyncClient(base_url=gateway.url) as http:
            seconds, answers = await send_tokens(http, kinds)
    medians = {kind: 1000 * median(taken) for kind, taken in seconds.items()}
    apart = max(medians.values()) / min(medians.values())
    return Findings(
        [
            *(Measure(f"{kind}, ms (median)", value) for kind, value in medians.items()),
            Measure("slowest kind over the quickest", apart, most=APART),
            Measure("different answers", len(answers), most=1),
        ]
    )


async def make_tokens(usecases: UseCases) -> Mapping[str, Texts]:
    """Make tokens that are unknown, expired, revoked or signed by another key."""
    now, office = datetime.now(UTC), usecases.administration
    expired = [await expired_token(usecases, now) for _ in range(EACH)]
    revoked = []
    for _ in range(EACH):  # each at once, as the number of an account's valid tokens is limited
        revoked.append(await office.add_token(ACCOUNT, "revoked", ALL))
        await office.revoke_token(ACCOUNT, revoked[-1][0].id)
    grant = Grant(ACCOUNT, revoked[0][0].id, ALL, now - timedelta(hours=1), now)
    signed = usecases.access.access_tokens
    return {
        "unknown": [f"dg_live_{token_hex(32)}" for _ in range(EACH)],
        "malformed": [f"{token_hex(40)}.{token_hex(60)}.{token_hex(40)}" for _ in range(EACH)],
        "expired": expired,
        "revoked": [text for _, text in revoked],
        "access token, expired": [
            await signed.issue(replace(grant, token_id=token_hex(12))) for _ in range(EACH)
        ],
        "access token of a revoked one": [
            await signed.issue(replace(grant, token_id=record.id, expires_at=now + timedelta(hours=1)))
            for record, _ in revoked
        ],
        "access token, signed by others": [
            replace_signature(await signed.issue(replace(grant, token_id=token_hex(12)))) for _ in range(EACH)
        ],
    }


async def expired_token(usecases: UseCases, ended: datetime) -> str:
    """Add an expired token, past the rules, which refuse one."""
    text, office = token_hex(32), usecases.administration
    record = ApiToken(token_hex(12), ACCOUNT, "expired", token_hash(text), ALL, ended, ended)
    await office.accounts.add_token(record)
    return text


def replace_signature(text: str) -> str:
    """Return the token with the same claims and a random signature."""
    head, body, _ = text.split(".")
    return f"{head}.{body}.{urlsafe_b64encode(token_bytes(64)).decode().rstrip('=')}"


async def send_tokens(
    http: httpx.AsyncClient, kinds: Mapping[str, Texts]
) -> tuple[Mapping[str, Sequence[float]], set[tuple[int, str]]]:
    """Return the seconds for each token by kind, and the different answers."""
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    answers = set()
    for texts in zip(*kinds.values(), strict=True):
        for kind, text in zip(kinds, texts, strict=True):
            began = time.perf_counter()
            answer = await http.delete(PATH, headers={"Authorization": f"Bearer {text}"})
            seconds[kind].append(time.perf_counter() - began)
            answers.add((answer.status_code, answer.text))
    return seconds, answers
