"""Whether the time in which a bad token is refused tells what is wrong with it."""

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
from domain.model.auth import ApiToken, Grant
from domain.model.caller import Scope
from domain.usecases import UseCases
from domain.usecases.access import token_hash
from persistence.adapters import open_adapters
from tests.soak.gateway_process import gateway_in
from tests.soak.postgres_seen import PostgresSeen, dsn_of
from tests.soak.report import Measure
from tests.soak.scenario import Conditions, Findings

EACH: Final = 300  # tokens of each kind, none of which comes twice: verdicts are believed for seconds
ACCOUNT: Final = "demo"
ALL: Final = frozenset(Scope)
APART: Final = 2.0  # times the quickest kind's median
PATH: Final = f"/v1/scheduled/{'0' * 24}"
Texts = Sequence[str]


async def bad_tokens(conditions: Conditions) -> Findings:
    """One round of each kind in turn, so that whatever else happens happens to all."""
    place = conditions.place
    async with gateway_in(place) as gateway:
        server = PostgresSeen.below(place).file()
        async with open_adapters(dsn_of(server.socket_folder), pool_size=2) as store:
            kinds = await kinds_of(compose(store, public_url=gateway.url))
        async with httpx.AsyncClient(base_url=gateway.url) as http:
            seconds, answers = await asked(http, kinds)
    medians = {kind: 1000 * median(taken) for kind, taken in seconds.items()}
    apart = max(medians.values()) / min(medians.values())
    return Findings(
        [
            *(Measure(f"{kind}, ms (median)", value) for kind, value in medians.items()),
            Measure("slowest kind over the quickest", apart, most=APART),
            Measure("different answers", len(answers), most=1),
        ]
    )


async def kinds_of(usecases: UseCases) -> Mapping[str, Texts]:
    """Tokens that were never good, that are no more, and that others signed."""
    now, office = datetime.now(UTC), usecases.administration
    expired = [await expired_token(usecases, now) for _ in range(EACH)]
    revoked = []
    for _ in range(EACH):  # each before the next is made, as an account has not so many good ones
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
            by_others(await signed.issue(replace(grant, token_id=token_hex(12)))) for _ in range(EACH)
        ],
    }


async def expired_token(usecases: UseCases, ended: datetime) -> str:
    """Past the rules, which make no token that has ended already."""
    text, office = token_hex(32), usecases.administration
    record = ApiToken(token_hex(12), ACCOUNT, "expired", token_hash(text), ALL, ended, ended)
    await office.accounts.add_token(record)
    return text


def by_others(text: str) -> str:
    """The same claims; the signature has the form of a good one and is none."""
    head, body, _ = text.split(".")
    return f"{head}.{body}.{urlsafe_b64encode(token_bytes(64)).decode().rstrip('=')}"


async def asked(
    http: httpx.AsyncClient, kinds: Mapping[str, Texts]
) -> tuple[Mapping[str, Sequence[float]], set[tuple[int, str]]]:
    """What each kind took, in seconds, and all that was answered."""
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    answers = set()
    for texts in zip(*kinds.values(), strict=True):
        for kind, text in zip(kinds, texts, strict=True):
            began = time.perf_counter()
            answer = await http.delete(PATH, headers={"Authorization": f"Bearer {text}"})
            seconds[kind].append(time.perf_counter() - began)
            answers.add((answer.status_code, answer.text))
    return seconds, answers
