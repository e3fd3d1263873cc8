"""The keys that sign access tokens, and those that still verify them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final

from joserfc.jwk import ECKey

from domain.usecases.access import LIFETIME
from persistence.signing_keys import PgSigningKeys, SigningKey

CURVE: Final = "P-256"
ROTATION_INTERVAL: Final = timedelta(days=30)
# A key's last token expires a lifetime after the key got a successor; clocks of two machines may differ.
OUTLIVED_AFTER: Final = LIFETIME + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The keys of all processes; they are read from the database each time, so that a change acts at once."""

    table: PgSigningKeys

    async def current(self, at: datetime) -> SigningKey:
        """Return the newest key; one is made if there is none or it is due for rotation."""
        keys = await self.table.all()
        if keys and at < keys[-1].made_at + ROTATION_INTERVAL:
            return keys[-1]
        return await self._add_successor(keys, at)

    async def accepted_keys(self, at: datetime) -> Sequence[SigningKey]:
        """Return the newest key and those before it whose tokens may still be valid."""
        return _living(await self.table.all(), at)

    async def rotate(self, at: datetime, *, at_once: bool = False) -> SigningKey:
        """Sign with a new key; `at_once` ends every token signed before."""
        made = await self._add_successor(await self.table.all(), at)
        if at_once:
            await self.table.forget_before(made.number)
        return made

    async def _add_successor(self, keys: Sequence[SigningKey], at: datetime) -> SigningKey:
        """Return the successor of the newest key, maybe another process's; outlived keys are deleted."""
        await self.table.add(_make_key(keys[-1].number + 1 if keys else 1, at))
        living = _living(await self.table.all(), at)
        await self.table.forget_before(living[0].number)
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
