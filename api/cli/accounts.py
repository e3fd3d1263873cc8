from typing import Annotated

import typer

from api.cli.output import fail, show_row, show_rows
from api.cli.session import run_usecase
from api.cli.settings_form import form_from_document, format_refusal
from domain.errors import Refused
from domain.model.auth import Account
from domain.usecases import UseCases

app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The merchant's name.")],
    country: Annotated[str, typer.Option(help="ISO 3166 code of the account's country.")] = "DK",
    time_zone: Annotated[
        str, typer.Option(help="IANA name of the account's time zone.")
    ] = "Europe/Copenhagen",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Open an account that delivers every day and everywhere; `settings set` restricts that."""
    form = form_from_document({"country": country, "time_zone": time_zone})

    async def work(usecases: UseCases) -> Account:
        return await usecases.administration.open_account(name, form)

    try:
        account = run_usecase(work)
    except Refused as refusal:
        raise fail(*format_refusal(refusal)) from refusal
    show_row(_row(account), as_json=as_json)


@app.command("list")
def list_accounts(
    *, as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False
) -> None:
    """List all accounts."""

    async def work(usecases: UseCases) -> list[Account]:
        return list(await usecases.administration.all_accounts())

    show_rows("accounts", [_row(account) for account in run_usecase(work)], as_json=as_json)


def _row(account: Account) -> dict[str, str]:
    return {"id": account.id, "name": account.name, "created_at": account.created_at.isoformat()}
