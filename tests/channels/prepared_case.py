"""Prepares a case: an account of its own and the deliveries that the case needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.model.auth import Caller, Channel, Scope
from domain.model.delivery import Delivery, State
from domain.model.location import AddressMatch, Location
from domain.model.page import DeliveryFilter, PageRequest
from domain.model.settings import Store
from domain.ports import UnitOfWork
from domain.rules.form_reader import Form
from domain.rules.lifecycle import Step
from domain.usecases import UseCases
from domain.usecases.sweeps import OutcomeStep
from tests.changed_settings import change_settings
from tests.channels.case import Case, Standing
from tests.channels.case_items import FRIDAY, FULL, THURSDAY, USUAL
from tests.fakes import open_settings

NAMING = frozenset({"id", "returned_delivery_id"})
STORE = Location("2100", "København", "Kattegatvej 53")
UNKNOWN_ID = "5ab3b4cb038cbe9805c957b1"
OUTCOMES: Mapping[Standing, tuple[OutcomeStep, ...]] = {
    Standing.IN_PROGRESS: (),
    Standing.FINISHED: (Step.FINISH,),
    Standing.NOT_RECEIVED: (Step.FAIL,),
    Standing.FOR_REDELIVERY: (Step.FAIL, Step.KEEP_FOR_REDELIVERY),
    Standing.REDELIVERY_PLANNED: (Step.FAIL, Step.KEEP_FOR_REDELIVERY),
    Standing.REDELIVERY_UNPLANNED: (Step.FAIL, Step.KEEP_FOR_REDELIVERY),
    Standing.RETURNED: (Step.FAIL, Step.RETURN),
}


@dataclass(frozen=True)
class Scenario:
    """A token that may do everything, and the items of a case with the ids of real deliveries."""

    usecases: UseCases
    caller: Caller
    token: str
    forms: tuple[Form, ...]

    async def deliveries(self) -> Mapping[str, Delivery]:
        """All the account has, deleted ones too."""
        wanted = DeliveryFilter(states=frozenset(State))
        page = await self.usecases.queries.deliveries(self.caller, wanted, PageRequest(100))
        return {each.id: each for each in page.items}


async def prepare_case(usecases: UseCases, case: Case) -> Scenario:
    """Each channel has a scenario of its own, so that one cannot change what the next one finds."""
    caller, token = await _account(usecases, "case")
    named = {each[path] for each in case.items for path in NAMING & each.keys()}
    ids = await _create_deliveries(usecases, caller, named)
    changed = replace(open_settings(), **case.settings)
    if case.own_store:
        key = (await _finding(usecases, caller)).key
        store = Store("s-1", "Shop", STORE.zip, STORE.city, STORE.address_1, key)
        changed = replace(changed, stores=(store,))
    await change_settings(usecases, caller, changed)
    forms = tuple(
        {**each, **{path: ids.get(each[path], each[path]) for path in NAMING & each.keys()}}
        for each in case.items
    )
    return Scenario(usecases, caller, token, forms)


async def _account(usecases: UseCases, name: str) -> tuple[Caller, str]:
    account = await usecases.administration.add_account(name, open_settings())
    _, token = await usecases.administration.add_token(account.id, "till", frozenset(Scope))
    return await usecases.access.authenticate(token, Channel.CLI, "scenario"), token


async def _create_deliveries(
    usecases: UseCases, caller: Caller, wanted: Iterable[object]
) -> dict[object, str]:
    return {each: await _id(usecases, caller, each) for each in wanted if isinstance(each, Standing)}


async def _id(usecases: UseCases, caller: Caller, standing: Standing) -> str:
    match standing:
        case Standing.UNKNOWN:
            return UNKNOWN_ID
        case Standing.NO_ID:
            return "no-id"
        case Standing.FOREIGN:
            stranger, _ = await _account(usecases, "stranger")
            return await _create_delivery(usecases, stranger, Standing.CREATED)
        case _:
            return await _create_delivery(usecases, caller, standing)


async def _create_delivery(usecases: UseCases, caller: Caller, standing: Standing) -> str:
    (made,) = (await usecases.deliveries.create(caller, [{**FULL, **USUAL}])).answer.deliveries
    if standing is Standing.DELETED:
        await usecases.deliveries.delete(caller, [made.id])
    elif standing is not Standing.CREATED:
        sweep = (await usecases.sweeps.plan(caller, THURSDAY, [made.id])).answer
        if standing in OUTCOMES:
            await usecases.sweeps.start(caller, sweep.id)
        for step in OUTCOMES.get(standing, ()):
            await usecases.sweeps.record(caller, step, [made.id])
    if standing in (Standing.REDELIVERY_PLANNED, Standing.REDELIVERY_UNPLANNED):
        again = (await usecases.sweeps.plan(caller, FRIDAY, [made.id])).answer
        if standing is Standing.REDELIVERY_UNPLANNED:
            await usecases.sweeps.unplan(caller, again.id)
    return made.id


async def _finding(usecases: UseCases, caller: Caller) -> AddressMatch:
    """What the address register makes of the store."""

    async def ask(unit: UnitOfWork) -> AddressMatch:
        (finding,) = await unit.addresses.find("DK", [STORE])
        return finding

    deliveries = usecases.deliveries
    return await deliveries.ledger.run(caller, deliveries.clock.now(), ask)
