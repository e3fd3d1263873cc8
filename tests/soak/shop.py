"""Books for the account that an audience follows, and takes the time until all of it has been told."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.soak.audience import Audience
from tests.soak.bookings import CREATE, graphql_booking
from tests.soak.calls import PATIENCE, Outcome, graphql

DAY = "2099-01-01"


@dataclass(slots=True)
class Shop:
    """`last` is the number of the account's last event."""

    http: httpx.AsyncClient
    token: str
    audience: Audience
    last: int

    async def book(self, count: int = 1) -> float:
        """The seconds from sending a booking until the last of the audience was told all of it."""
        began = time.monotonic()
        order = [{**graphql_booking(f"{self.last}-{each}"), "deliveryDate": DAY} for each in range(count)]
        call = await graphql(self.http, CREATE, {"Token": self.token}, input={"deliveries": order})
        if call.outcome is not Outcome.DONE or call.body["createDeliveries"]["violations"]:
            raise RuntimeError(f"nothing was booked: {call}")
        self.last += count
        return await self.audience.told_by_all(self.last, began)

    async def book_on(self, count: int, pace: float = 0) -> list[float]:
        """One delivery after the other, with pauses."""
        waits = []
        for _ in range(count):
            waits.append(await self.book())
            await asyncio.sleep(pace)
        return waits


@asynccontextmanager
async def shop_at(url: str, token: str, audience: Audience) -> AsyncIterator[Shop]:
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
        yield Shop(http, token, audience, audience.since)
