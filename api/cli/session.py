"""The session of an operator's command: a migrated database and the use-cases over it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.cli.output import fail
from api.compose import compose
from api.database_source import database
from api.environment import read_environment
from api.operations.request_context import request_ids
from domain.model.auth import Caller
from domain.usecases import UseCases, administration
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.migrations.migrate import migrate

T = TypeVar("T")


def run_usecase(work: Callable[[UseCases], Awaitable[T]]) -> T:
    """Do `work` over the configured database, or else over the embedded Postgres, which is started."""
    return run_with_adapters(lambda adapters: work(compose(adapters)))


def run_with_adapters(work: Callable[[PostgresAdapters], Awaitable[T]]) -> T:
    """Do `work` that needs adapters rather than use-cases."""

    async def run(dsn: str) -> T:
        await migrate(dsn)
        async with open_adapters(dsn, pool_size=2) as adapters:
            return await work(adapters)

    with database(read_environment(), report=lambda _line: None) as dsn:
        return asyncio.run(run(dsn))


async def check_known(usecases: UseCases, account: str) -> None:
    """Check that the account exists; raises `typer.Exit`."""
    if account not in {known.id for known in await usecases.administration.all_accounts()}:
        raise fail(f"there is no account {account}; `accounts list` shows them")


def operator(account_id: str) -> Caller:
    """Return the caller of an operator's command."""
    return administration.operator(account_id, request_ids()())
