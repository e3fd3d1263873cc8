"""Which key signs access tokens, and with which one they are still verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final

from joserfc.jwk import ECKey

from domain.usecases.access import LIFETIME
from persistence.signing_keys import PgSigningKeys, SigningKey

CURVE: Final = "P-256"
ROTATED_EVERY: Final = timedelta(days=30)
# Once a key has a successor its last token runs out within a lifetime; clocks of two machines may differ.
OUTLIVED_AFTER: Final = LIFETIME + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The keys of all processes; they are read afresh each time, so that every change acts at once."""

    kept: PgSigningKeys

    async def current(self, at: datetime) -> SigningKey:
        """The newest key; one is made where there is none or it has grown old."""
        keys = await self.kept.all()
        if keys and at < keys[-1].made_at + ROTATED_EVERY:
            return keys[-1]
        return await self._add_successor(keys, at)

    async def accepted_keys(self, at: datetime) -> Sequence[SigningKey]:
        """The newest key and those before it of which tokens may still be good."""
        return _living(await self.kept.all(), at)

    async def rotate(self, at: datetime, *, at_once: bool = False) -> SigningKey:
        """Sign with a new key; `at_once` ends every token signed before."""
        made = await self._add_successor(await self.kept.all(), at)
        if at_once:
            await self.kept.forget_before(made.number)
        return made

    async def _add_successor(self, keys: Sequence[SigningKey], at: datetime) -> SigningKey:
        """The successor of the newest key, whoever made it; what it outlived is forgotten."""
        await self.kept.add(_make_key(keys[-1].number + 1 if keys else 1, at))
        living = _living(await self.kept.all(), at)
        await self.kept.forget_before(living[0].number)
        return living[-1]


def _living(keys: Sequence[SigningKey], at: datetime) -> Sequence[SigningKey]:
    return [
        key
        for key, successor in zip_longest(keys, keys[1:])
        if successor is None or at < successor.made_at + OUTLIVED_AFTER
    ]


def _make_key(number: int, at: datetime) -> SigningKey:
    key = ECKey.generate_key(CURVE)
    return SigningKey(number, key.thumbprint(), key.as_dict(private=True), at)
