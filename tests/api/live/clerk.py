"""Somebody who notes one thing after another on a delivery, through one channel and then the other."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.api.graphql.client import Client, delivery
from tests.api.live.followers import PATIENCE, Json
from tests.running import Gateway
from tests.soak.calls import Call, Outcome, graphql, rest

NOTE = """mutation ($input: UpdateDeliveriesInput!) {
  updateDeliveries(input: $input) { violations { code } }
}"""
PASSING = (Outcome.UNAVAILABLE, Outcome.IN_FLIGHT, Outcome.RESET)
IN_USE: Json = {"updateDeliveries": {"violations": [{"code": "IDEMPOTENCY_KEY_IN_USE"}]}}


@dataclass(frozen=True)
class Clerk:
    """Has booked a delivery, which both doors name by an id of their own."""

    http: httpx.AsyncClient
    node: str
    scheduled: str

    async def note(self, notes: Iterable[int]) -> None:
        """Ask for each under one key until it is answered: even numbers in GraphQL, odd ones in REST."""
        for number in notes:
            say = self.over_rest if number % 2 else self.over_graphql
            while (call := await say(number)).outcome in PASSING:
                pass
            assert call.outcome is Outcome.DONE, call

    async def over_graphql(self, number: int) -> Call:
        change = {"id": self.node, "notes": str(number)}
        call = await graphql(self.http, NOTE, input={"deliveries": [change], "idempotencyKey": str(number)})
        if call.body == IN_USE:
            return Call(Outcome.IN_FLIGHT)
        assert not call.body or call.body == {"updateDeliveries": {"violations": []}}
        return call

    async def over_rest(self, number: int) -> Call:
        item = {"scheduled_id": self.scheduled, "delivery_notes": str(number)}
        return await rest(self.http, "/v1.3/scheduled/update", [item], key=str(number))


@asynccontextmanager
async def clerk_at(url: str) -> AsyncIterator[Clerk]:
    """Connects anew for every request, so that each goes to whoever is there."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits) as http:
        client = Client(Gateway(url, http, usecases=None), "demo")  # type: ignore[arg-type]
        (booked,) = (await client.do("createDeliveries", {"deliveries": [delivery()]}))["deliveries"]
        yield Clerk(http, booked["id"], booked["scheduledId"])
