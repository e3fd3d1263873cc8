"""Bodies that take long to read, sent with a valid token over and over."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import cycle
from typing import Final

import httpx

from tests.soak.calls import LONGEST_WAIT
from tests.soak.conditions import Conditions, Findings
from tests.soak.gateway_process import GatewayProcess, gateway_in
from tests.soak.hostile import compare
from tests.soak.report import Measure

CREATE: Final = "/v1.3/scheduled/create"
TOKEN: Final = {"Token": "demo"}
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
MEGABYTE: Final = 1024 * 1024


async def hostile_bodies(conditions: Conditions) -> Findings:
    """One round; each kind of body goes over a connection of its own, as often as the account can pay."""
    statuses: Counter[int] = Counter()

    async def attack(gateway: GatewayProcess) -> None:
        async with httpx.AsyncClient(base_url=gateway.url, timeout=LONGEST_WAIT) as http:
            await asyncio.gather(*(_send_in_turn(http, *kind, statuses) for kind in KINDS.values()))

    async with gateway_in(conditions.place) as gateway:
        found = await compare(gateway, attack)
        return Findings(
            [
                *found.measures(),
                *(Measure(f"answers {status}", count) for status, count in sorted(statuses.items())),
                Measure("answers other than 4xx", _count_others(statuses), most=0),
                Measure("tracebacks in the gateway's log", gateway.tracebacks(), most=0),
            ]
        )


async def _send_in_turn(
    http: httpx.AsyncClient, content_type: str, bodies: Sequence[bytes], statuses: Counter[int]
) -> None:
    headers = {**TOKEN, "Content-Type": content_type}
    for body in cycle(bodies):
        with suppress(httpx.TransportError):  # the gateway may answer and hang up before it has read all
            statuses[(await http.post(CREATE, content=body, headers=headers)).status_code] += 1


def _count_others(statuses: Mapping[int, int]) -> int:
    return sum(count for status, count in statuses.items() if status // 100 != 4)


def _large_items() -> bytes:
    """Items that are as large as an item may be and full of small arrays."""
    item = b"[" + b"[]," * 21_000 + b"[]]"
    return b"[" + b",".join([item] * (16 * MEGABYTE // (len(item) + 1))) + b"]"


# Larger than is allowed, and as large. None holds many items: to judge those takes other work than reading.
KINDS: Final = {
    "escapes": (FORM, [b"a=" + b"%41" * 5_500_000, b"a=" + b"%41" * (4 * MEGABYTE // 3 - 2)]),
    "keys": (
        FORM,
        [
            b"&".join(b"%d[a][b]=1" % index for index in range(499_000)),
            b"&".join(b"x%d[a][b]=1" % index for index in range(49_999)),
        ],
    ),
    "arrays": (JSON, [b"[" + b"[]," * (16 * MEGABYTE // 3 - 1) + b"[]]", _large_items()]),
}
