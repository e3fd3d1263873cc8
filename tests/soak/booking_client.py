"""A client that books for the account that an audience follows, and measures until all have received it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.soak.audience import Audience
from tests.soak.bookings import CREATE, graphql_booking
from tests.soak.calls import LONGEST_WAIT, CallOutcome, graphql
from tests.soak.process_seen import running_seconds

DAY = "2099-01-01"


@dataclass(slots=True)
class BookingClient:
    """Books for one account; `last` is the number of the account's last event."""

    http: httpx.AsyncClient
    token: str
    audience: Audience
    last: int

    async def book(self, count: int = 1) -> float:
        """Return the seconds from sending a booking until the whole audience has received it."""
        began = time.monotonic()
        order = [{**graphql_booking(f"{self.last}-{each}"), "deliveryDate": DAY} for each in range(count)]
        call = await graphql(self.http, CREATE, {"Token": self.token}, input={"deliveries": order})
        if call.outcome is not CallOutcome.DONE or call.body["createDeliveries"]["violations"]:
            raise RuntimeError(f"nothing was booked: {call}")
        self.last += count
        return await self.audience.wait_for_all(self.last, began)

    async def measure_cpu(self, pid: int, count: int) -> float:
        """Return the CPU seconds of a process until the whole audience has received so many events."""
        began = running_seconds(pid)
        await self.book(count)
        return running_seconds(pid) - began

    async def book_repeatedly(self, count: int, pace: float = 0) -> list[float]:
        """Book one delivery after the other, with pauses, and return the seconds for each."""
        waits = []
        for _ in range(count):
            waits.append(await self.book())
            await asyncio.sleep(pace)
        return waits


@asynccontextmanager
async def booking_client_at(url: str, token: str, audience: Audience) -> AsyncIterator[BookingClient]:
    async with httpx.AsyncClient(base_url=url, timeout=LONGEST_WAIT) as http:
        yield BookingClient(http, token, audience, audience.since)
