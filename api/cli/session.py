"""One command of the operator: a database, brought up to date, and the use-cases over it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.cli.output import fail
from api.compose import compose
from api.database import database
from api.environment import read_environment
from api.requests import request_ids
from domain.model.caller import Caller
from domain.usecases import UseCases, administration
from persistence.migrate import migrate
from persistence.store import Store, open_store

T = TypeVar("T")


def run(work: Callable[[UseCases], Awaitable[T]]) -> T:
    """Do `work` over the configured database, starting our own where none is named."""
    return run_over(lambda store: work(compose(store)))


def run_over(work: Callable[[Store], Awaitable[T]]) -> T:
    """The same for what is no use-case."""

    async def over(dsn: str) -> T:
        await migrate(dsn)
        async with open_store(dsn, pool_size=2) as store:
            return await work(store)

    with database(read_environment(), report=lambda _line: None) as dsn:
        return asyncio.run(over(dsn))


async def check_known(usecases: UseCases, account: str) -> None:
    """Raises `typer.Exit` where there is no such account."""
    if account not in {known.id for known in await usecases.administration.all_accounts()}:
        raise fail(f"there is no account {account}; `accounts list` names them")


def operator(account_id: str) -> Caller:
    """The caller in whose name a command is run."""
    return administration.operator(account_id, request_ids()())
