"""Fills a database with the demo, by the use-cases that clients use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.compose import compose
from api.demo.accounts import DEMO, DEMO_2, DEMO_TOKENS, demo_accounts
from api.demo.deliveries import (
    DOCUMENTED_ID,
    DemoSweep,
    demo_form,
    demo_rounds,
    documented_form,
    next_thursday,
)
from api.operations.request_context import request_ids
from api.system.clock import SystemClock
from domain.model.auth import Caller, Channel, Identity, Scope
from domain.model.page import DeliveryFilter, PageRequest
from domain.rules.lifecycle import Step
from domain.usecases import UseCases
from domain.usecases.access import token_hash
from persistence.adapters import open_adapters
from persistence.addresses.demo import load_demo_addresses
from persistence.migrations.migrate import taking_turns


@dataclass(frozen=True, slots=True)
class _DocumentedIds:
    def take(self, count: int) -> Sequence[str]:
        return [DOCUMENTED_ID][:count]


async def seed(dsn: str) -> None:
    """Add what is missing of the demo; processes that start at the same time wait for each other."""
    async with taking_turns(dsn), open_adapters(dsn, pool_size=2) as store:
        usecases = compose(store)
        await load_demo_addresses(store.database)
        await seed_accounts(usecases)
        if not await _has_deliveries(usecases):
            await compose(store, ids=_DocumentedIds()).deliveries.create(_seeder(DEMO), [documented_form()])
            await _seed_deliveries(usecases, SystemClock().now().date())
        await seed_tokens(usecases)


async def seed_accounts(usecases: UseCases) -> None:
    present = {account.id for account in await usecases.administration.all_accounts()}
    for account_id, settings in demo_accounts().items():
        if account_id not in present:
            await usecases.administration.add_account(account_id, settings, account_id)


async def _has_deliveries(usecases: UseCases) -> bool:
    page = await usecases.queries.deliveries(_seeder(DEMO), DeliveryFilter(), PageRequest(1))
    return bool(page.items)


async def _seed_deliveries(usecases: UseCases, today: date) -> None:
    for number, around in enumerate(demo_rounds(today)):
        await _seed_round(usecases, around, number * 10)
    forms = [demo_form(next_thursday(today), number) for number in (30, 31)]
    nearby = [{**form, "drop_off.zip": "2100", "drop_off.city": "København"} for form in forms]
    await usecases.deliveries.create(_seeder(DEMO_2), nearby)


async def _seed_round(usecases: UseCases, around: DemoSweep, number: int) -> None:
    caller = _seeder(DEMO)
    forms = [demo_form(around.day, number + each) for each in range(len(around.outcomes))]
    ids = [delivery.id for delivery in (await usecases.deliveries.create(caller, forms)).answer.deliveries]
    if around.planned:
        sweep = (await usecases.sweeps.plan(caller, around.day, ids)).answer
        if around.started:
            await usecases.sweeps.start(caller, sweep.id)
    for delivery_id, outcome in zip(ids, around.outcomes, strict=True):
        for step in outcome:
            if step is Step.DELETE:
                await usecases.deliveries.delete(caller, [delivery_id])
            else:
                await usecases.sweeps.record(caller, step, [delivery_id])


async def seed_tokens(usecases: UseCases) -> None:
    office = usecases.administration
    present = {each.hash for account_id in demo_accounts() for each in await office.all_tokens(account_id)}
    for token in DEMO_TOKENS:
        if token_hash(token.text) not in present:
            await office.add_demo_token(token.account_id, token.text, token.scopes)


def _seeder(account_id: str) -> Caller:
    identity = Identity(account_id, "demo", frozenset(Scope))
    return Caller(identity, Channel.CLI, request_ids()())
