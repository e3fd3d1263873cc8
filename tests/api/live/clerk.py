"""A client that writes numbered notes on a delivery, through both channels in turn."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.api.graphql.client import Client, delivery
from tests.api.live.followers import TIMEOUT, Json
from tests.running import Gateway
from tests.soak.calls import CallOutcome, CallResult, graphql, rest

NOTE = """mutation ($input: UpdateDeliveriesInput!) {
  updateDeliveries(input: $input) { violations { code } }
}"""
PASSING = (CallOutcome.UNAVAILABLE, CallOutcome.IN_FLIGHT, CallOutcome.RESET)
IN_USE: Json = {"updateDeliveries": {"violations": [{"code": "IDEMPOTENCY_KEY_IN_USE"}]}}


@dataclass(frozen=True)
class Clerk:
    """A client with a delivery, which has an id of its own at each channel."""

    http: httpx.AsyncClient
    node: str
    scheduled: str

    async def note(self, notes: Iterable[int]) -> None:
        """Send each note with one key until it is answered: even numbers by GraphQL, odd ones by REST."""
        for number in notes:
            say = self.over_rest if number % 2 else self.over_graphql
            while (call := await say(number)).outcome in PASSING:
                pass
            assert call.outcome is CallOutcome.DONE, call

    async def over_graphql(self, number: int) -> CallResult:
        change = {"id": self.node, "notes": str(number)}
        call = await graphql(self.http, NOTE, input={"deliveries": [change], "idempotencyKey": str(number)})
        if call.body == IN_USE:
            return CallResult(CallOutcome.IN_FLIGHT)
        assert not call.body or call.body == {"updateDeliveries": {"violations": []}}
        return call

    async def over_rest(self, number: int) -> CallResult:
        item = {"scheduled_id": self.scheduled, "delivery_notes": str(number)}
        return await rest(self.http, "/v1.3/scheduled/update", [item], key=str(number))


@asynccontextmanager
async def clerk_at(url: str) -> AsyncIterator[Clerk]:
    """Yield a client that connects for every request, so that any worker may answer it."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT, limits=limits) as http:
        client = Client(Gateway(url, http, usecases=None), "demo")  # type: ignore[arg-type]
        (booked,) = (await client.do("createDeliveries", {"deliveries": [delivery()]}))["deliveries"]
        yield Clerk(http, booked["id"], booked["scheduledId"])
