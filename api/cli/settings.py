import json
from typing import Annotated

import typer

from api.cli.output import fail, show_json
from api.cli.session import check_known, operator, run_usecase
from api.cli.settings_form import form_from_document, format_refusal
from domain.errors import Refused
from domain.model.settings import Settings
from domain.usecases import UseCases
from persistence.rows.settings import settings_document

app = typer.Typer(no_args_is_help=True)

AccountId = Annotated[str, typer.Argument(help="The account's id; `accounts list` shows it.")]


@app.command()
def show(account: AccountId) -> None:
    """Print an account's settings as JSON."""
    _show(run_usecase(lambda usecases: _load_settings(usecases, account)))


@app.command("set")
def set_settings(
    account: AccountId,
    changes: Annotated[str, typer.Argument(help='JSON object, e.g. {"notice_minutes": 60}.')],
) -> None:
    """Change some settings; accepted deliveries stay as they are."""
    form = form_from_document(_object(changes))

    async def work(usecases: UseCases) -> Settings:
        await check_known(usecases, account)
        return (await usecases.settings.update(operator(account), form)).answer

    try:
        _show(run_usecase(work))
    except Refused as refusal:
        raise fail(*format_refusal(refusal)) from refusal


async def _load_settings(usecases: UseCases, account: str) -> Settings:
    await check_known(usecases, account)
    return await usecases.queries.settings(operator(account))


def _object(text: str) -> dict[str, object]:
    try:
        changes = json.loads(text)
    except ValueError as error:
        raise fail(f"the changes are not JSON: {error}") from error
    if not isinstance(changes, dict):
        raise fail("the changes must be a JSON object")
    return changes


def _show(settings: Settings) -> None:
    show_json(settings_document(settings), indent=2)
