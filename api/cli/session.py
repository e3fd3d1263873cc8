"""One command of the operator: a database, brought up to date, and the use-cases over it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.cli.output import fail
from api.compose import compose
from api.database_source import database
from api.environment import read_environment
from api.operations.request_context import request_ids
from domain.model.caller import Caller
from domain.usecases import UseCases, administration
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.migrations.migrate import migrate

T = TypeVar("T")


def run_usecase(work: Callable[[UseCases], Awaitable[T]]) -> T:
    """Do `work` over the configured database, starting our own where none is named."""
    return run_with_adapters(lambda store: work(compose(store)))


def run_with_adapters(work: Callable[[PostgresAdapters], Awaitable[T]]) -> T:
    """The same for what is no use-case."""

    async def over(dsn: str) -> T:
        await migrate(dsn)
        async with open_adapters(dsn, pool_size=2) as store:
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
