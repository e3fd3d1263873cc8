"""A good client alone and beside an attack: its answer times, and the gateway's memory after the attack.

A scenario passes one `Attack`, a coroutine that runs until it is cancelled or done; it is started again as
long as the good client sends requests.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from tests.soak.gateway_process import GatewayProcess
from tests.soak.process_seen import memory
from tests.soak.report import Measure

Attack = Callable[[GatewayProcess], Awaitable[None]]

OTHER_ACCOUNT: Final = "demo-2"
RUNS: Final = 5
SECONDS: Final = 6.0  # of one measurement: some hundreds of requests
SETTLE: Final = 1.0  # seconds in which the gateway frees the memory of an attack
TIMES: Final = 2.0  # beside an attack, the p99 may be twice as long as alone …
MORE: Final = 0.05  # … plus so many seconds
MOST_KEPT: Final = 5 * 1024  # KiB that a second and a third attack may add


@dataclass(slots=True)
class Comparison:
    """The good client's p99 in seconds, run by run, and the gateway's memory in KiB after each attack."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    longest: float = 0.0
    failures: float = 0
    memory: list[int] = field(default_factory=list)

    def measures(self) -> list[Measure]:
        allowed = TIMES * median(self.alone) + MORE
        return [
            Measure("p99 of a good client alone, ms", median(self.alone) * 1000),
            Measure("p99 of a good client beside it, ms", median(self.beside) * 1000, most=allowed * 1000),
            Measure("longest answer to a good client beside it, ms", self.longest * 1000),
            Measure("requests of a good client that failed", self.failures, most=0),
            Measure("memory after the first attack, MiB", self.memory[0] / 1024),
            Measure("memory a later attack adds, KiB", max(0, *self._memory_growth()), most=MOST_KEPT),
        ]

    def _memory_growth(self) -> tuple[int, int]:
        """The growth by the second and by the third attack."""
        first, second, third = self.memory[:3]
        return second - first, third - second


async def compare(gateway: GatewayProcess, attack: Attack, token: str = OTHER_ACCOUNT) -> Comparison:
    """Measure alone and beside the attack, `RUNS` times; the good client sends `token`."""
    found = Comparison()
    await _ask(gateway, token)  # warms up
    for _ in range(RUNS):
        found.alone.append((await _ask(gateway, token))["p99"])
        attacking = asyncio.create_task(_attack_repeatedly(gateway, attack))
        try:
            figures = await _ask(gateway, token)
        finally:
            attacking.cancel()
            with suppress(asyncio.CancelledError):
                await attacking
        found.beside.append(figures["p99"])
        found.longest = max(found.longest, figures["longest"])
        found.failures += figures["failures"]
        await asyncio.sleep(SETTLE)
        found.memory.append(memory(gateway.pid))
    return found


async def _attack_repeatedly(gateway: GatewayProcess, attack: Attack) -> None:
    while True:
        with suppress(OSError):  # the gateway closes its connection
            await attack(gateway)
        await asyncio.sleep(0)


async def _ask(gateway: GatewayProcess, token: str) -> dict[str, float]:
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.soak.good_client", str(gateway.port), token, str(SECONDS)),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await client.communicate()
    figures: dict[str, float] = json.loads(output)
    return figures
