"""The gateway measures for how long its event loop is blocked."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import StringIO
from time import perf_counter

import pytest

from api.compose import compose
from api.gateway import GatewayConfig, gateway_app
from api.operations.access_log import AccessLog
from api.operations.logs import json_line
from api.operations.loop_watch import LEAST, LOGGED, LoopWatch
from persistence.adapters import open_adapters
from tests.running import PUBLIC_URL, Gateway, serve_app

BLOCKED = 'delivery_gateway_loop_blocked_seconds_bucket{le="%s",worker="1"}'


@dataclass
class StoppedClock:
    """A clock that only a test moves."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


class Looks:
    """A watch over the running loop, whose clock stands still, so that its timer is never late by itself."""

    def __init__(self) -> None:
        self.clock, self.processor = StoppedClock(), StoppedClock()
        self.late: list[float] = []
        self.looks = 0
        self.looked = asyncio.Event()
        self.watch = LoopWatch(self.late.append, self._read_clock, self.processor)

    def _read_clock(self) -> float:
        self.looks += 1
        self.looked.set()
        return self.clock()

    async def next(self) -> None:
        """Wait until the timer has expired once more."""
        wanted = self.looks + 2
        async with asyncio.timeout(30):
            while self.looks < wanted:
                self.looked.clear()
                await self.looked.wait()


async def test_nothing_is_measured_before_the_first_look(caplog: pytest.LogCaptureFixture) -> None:
    found = Looks()
    found.watch.start(after=0.5)
    found.clock.seconds += 0.5
    await found.next()
    found.watch.stop()
    assert (found.late, caplog.records) == ([], [])


async def look_once(blocked: float, worked: float = 0.0) -> list[float]:
    """The times that a loop shows that was blocked once, and is free again at the next look."""
    found = Looks()
    found.watch.start()
    found.clock.seconds += 0.01 + blocked
    found.processor.seconds += worked
    await found.next()
    found.clock.seconds += 0.01
    await found.next()
    found.watch.stop()
    return found.late


@pytest.mark.parametrize("blocked", [LEAST + 0.0001, 0.02, 3.5])
async def test_each_time_for_which_the_loop_is_blocked_is_measured_once(blocked: float) -> None:
    assert await look_once(blocked) == [pytest.approx(blocked)]


@pytest.mark.parametrize("blocked", [-0.01, 0.0, LEAST - 0.0001])
async def test_what_is_usual_for_a_loop_is_not_counted(blocked: float) -> None:
    assert await look_once(blocked) == []


async def test_a_long_time_is_logged_with_the_part_in_which_the_loop_worked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await look_once(0.152, worked=0.148)
    assert [(each.levelno, each.getMessage()) for each in caplog.records] == [
        (logging.WARNING, "the event loop was blocked for 152 ms; it worked for 148 ms")
    ]


async def test_a_time_below_a_tenth_of_a_second_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    await look_once(LOGGED - 0.001)
    assert caplog.records == []


async def test_a_stopped_watch_looks_no_more() -> None:
    stopped, later = Looks(), Looks()
    for each in (stopped, later):
        each.watch.start()
    stopped.watch.stop()
    before = stopped.looks
    await later.next()
    later.watch.stop()
    assert stopped.looks == before


@pytest.fixture
async def observed_gateway(database: str) -> AsyncIterator[Gateway]:
    async with open_adapters(database, pool_size=1) as adapters:
        app = gateway_app(GatewayConfig(database, PUBLIC_URL), AccessLog(StringIO(), json_line))
        async with serve_app(app, compose(adapters), database) as running:
            yield running


async def test_the_metrics_of_a_gateway_tell_that_its_loop_was_blocked(observed_gateway: Gateway) -> None:
    before = await count_blocked(observed_gateway)
    async with asyncio.timeout(30):
        while await count_blocked(observed_gateway) == before:
            end = perf_counter() + 0.25
            while perf_counter() < end:
                pass


async def count_blocked(gateway: Gateway) -> float:
    """How often the loop was blocked for more than a fifth of a second."""
    text = (await gateway.http.get("/metrics")).text
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return float(samples[BLOCKED % "+Inf"]) - float(samples[BLOCKED % "0.2"])
