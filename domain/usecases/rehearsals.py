from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from domain.model.auth import Caller, Scope
from domain.model.delivery import Delivery
from domain.model.editability import Editability
from domain.model.settings import Settings
from domain.model.slots import Slot, SlotRequest
from domain.ports import AddressRegister, Clock, Slices
from domain.read_ports import Reader
from domain.rules.drafts import Draft, change_drafts, new_drafts
from domain.rules.editability import CHANGEABLE, LOCKING, editability, is_locked
from domain.rules.form_reader import Form
from domain.rules.identifiers import form_id, is_id
from domain.rules.slots import slots
from domain.usecases.assessment import Assessment, Basis, assess, check_size
from domain.usecases.batch_slices import cut_slices


@dataclass(frozen=True, slots=True)
class Rehearsals:
    """Judge commands without running them; nothing here can write. All raise `MissingScope`."""

    reader: Reader
    addresses: AddressRegister
    clock: Clock
    slices: Slices

    async def rehearse_create(self, caller: Caller, forms: Sequence[Form]) -> Assessment:
        """What `DeliveryCommands.create` would refuse or store; raises `EmptyBatch` and `BatchTooLarge`."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        settings = await self.reader.settings(caller.account_id)
        return await self._assess(caller, settings, new_drafts(forms, settings))

    async def rehearse_update(self, caller: Caller, forms: Sequence[Form]) -> Assessment:
        """What `DeliveryCommands.update` would refuse or store; raises `EmptyBatch` and `BatchTooLarge`."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        settings = await self.reader.settings(caller.account_id)
        ids = sorted({name for form in forms if is_id(name := form_id(form))})
        present: dict[str, Delivery] = {}
        for part in cut_slices(ids):
            present |= await self.reader.deliveries_by_id(caller.account_id, part)
        return await self._assess(caller, settings, change_drafts(forms, settings, present))

    async def slots(self, caller: Caller, request: SlotRequest) -> Sequence[Slot]:
        """Raises `TooManySlots`."""
        caller.require(Scope.DELIVERIES_READ)
        settings = await self.reader.settings(caller.account_id)
        return slots(request, settings, self.clock.now())

    async def editability(self, caller: Caller, deliveries: Sequence[Delivery]) -> Sequence[Editability]:
        """What may be done with each of the caller's deliveries, in their order."""
        caller.require(Scope.DELIVERIES_READ)
        settings = await self.reader.settings(caller.account_id)
        locked = sorted({each.id for each in deliveries if is_locked(each)})
        locks = await self.reader.locks(caller.account_id, locked, LOCKING, CHANGEABLE) if locked else {}
        now = self.clock.now()
        return [editability(each, settings, now, locks.get(each.id)) for each in deliveries]

    async def _assess(self, caller: Caller, settings: Settings, drafts: Iterable[Draft]) -> Assessment:
        find_deliveries = partial(self.reader.deliveries_by_id, caller.account_id)
        basis = Basis(settings, self.clock.now(), self.addresses, find_deliveries)
        return await assess(basis, drafts, self.slices.begin())
