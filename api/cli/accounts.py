from typing import Annotated

import typer

from api.cli.output import fail, show_row, show_rows
from api.cli.session import run_usecase
from domain.model.auth import Account
from domain.usecases import UseCases
from persistence.rows.document import SettingsDocumentError
from persistence.rows.settings import settings_from_document

app = typer.Typer(no_args_is_help=True)

# A new account delivers every day, anywhere in Denmark, from any pickup address, but not in the past.
STARTING_SETTINGS: dict[str, object] = {
    "time_zone": "Europe/Copenhagen",
    "country": "DK",
    "address": "",
    "pickup_deadline": "16:30",
    "delivery_window_start": "08:00",
    "delivery_window_end": "16:00",
    "pickup_zones": [{"zip_from": "0", "zip_to": "9999"}],
    "delivery_zones": [{"zip_from": "0", "zip_to": "9999"}],
    "dropshipping": True,
    "notice_minutes": 0,
}


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
    """Open an account that delivers every day and everywhere; `settings set` narrows that."""
    try:
        settings = settings_from_document({**STARTING_SETTINGS, "country": country, "time_zone": time_zone})
    except SettingsDocumentError as error:
        raise fail(str(error)) from error

    async def work(usecases: UseCases) -> Account:
        return await usecases.administration.add_account(name, settings)

    show_row(_row(run_usecase(work)), as_json=as_json)


@app.command("list")
def list_accounts(
    *, as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False
) -> None:
    """Name every account."""

    async def work(usecases: UseCases) -> list[Account]:
        return list(await usecases.administration.all_accounts())

    show_rows("accounts", [_row(account) for account in run_usecase(work)], as_json=as_json)


def _row(account: Account) -> dict[str, str]:
    return {"id": account.id, "name": account.name, "created_at": account.created_at.isoformat()}
