from collections.abc import Sequence
from dataclasses import dataclass

from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.rules.idempotency import KEPT

KeptKeys = dict[tuple[str, str], tuple[IdempotencyClaim, Sequence[str]]]


@dataclass
class InMemoryIdempotencyKeys:
    kept: KeptKeys
    account_id: str

    async def claim(self, claim: IdempotencyClaim) -> IdempotencyRecord | None:
        first, ids = self.kept.get((self.account_id, claim.key), (None, ()))
        if first is not None and claim.at < first.at + KEPT:
            return IdempotencyRecord(first.fingerprint, ids)
        self.kept[self.account_id, claim.key] = claim, ()
        return None

    async def settle(self, key: str, ids: Sequence[str]) -> None:
        claim, _ = self.kept[self.account_id, key]
        self.kept[self.account_id, key] = claim, ids
