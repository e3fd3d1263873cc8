from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.cli.output import fail, say, show_row, show_rows
from api.cli.session import check_known, run_usecase
from domain.model.auth import ApiToken, Scope
from domain.usecases import UseCases

app = typer.Typer(no_args_is_help=True)

AccountId = Annotated[str, typer.Argument(help="The account's id; `accounts list` shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
MERCHANT = [scope for scope in Scope if scope not in (Scope.SWEEPS_WRITE, Scope.ADMIN)]
MOST_DAYS = 365_000  # a thousand years, well before the year 9999


@app.command()
def create(
    account: AccountId,
    name: Annotated[str, typer.Option(help="Name of the client; shown in histories.")] = "api",
    scope: Annotated[list[Scope] | None, typer.Option(help="A scope; may be repeated.")] = None,
    days: Annotated[int | None, typer.Option(help="Days until it expires.", min=1, max=MOST_DAYS)] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Create a token, which is shown only once. Without --scope it has all scopes but sweeps:write and admin.

    For OAuth 2.0 its id is the client_id and the token itself the client_secret.
    """

    async def work(usecases: UseCases) -> tuple[ApiToken, str]:
        await check_known(usecases, account)
        expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
        return await usecases.administration.add_token(
            account, name, frozenset(scope or MERCHANT), expires_at
        )

    record, token = run_usecase(work)
    show_row({**_row(record), "token": token}, as_json=as_json)


@app.command("list")
def list_tokens(account: AccountId, *, as_json: AsJson = False) -> None:
    """List an account's tokens: good, expired, revoked, or good in the demo only.

    A token may have been used for 63 seconds after its last_used_at.
    """

    async def work(usecases: UseCases) -> list[ApiToken]:
        await check_known(usecases, account)
        return list(await usecases.administration.all_tokens(account))

    rows = [{**_row(token), "last_used_at": _last_use(token)} for token in run_usecase(work)]
    show_rows("tokens", rows, as_json=as_json)


@app.command()
def revoke(
    account: AccountId, token: Annotated[str, typer.Argument(help="The token's id, not the token.")]
) -> None:
    """Revoke a token, the tokens that it made and their access tokens; they are refused within 5 seconds."""

    async def work(usecases: UseCases) -> bool:
        await check_known(usecases, account)
        return await usecases.administration.revoke_token(account, token)

    if not run_usecase(work):
        raise fail(f"account {account} has no token {token} that is still good")
    say(f"Token {token} is revoked; it is refused within 5 seconds.")


def _row(token: ApiToken) -> dict[str, str]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": " ".join(sorted(token.scopes)),
        "expires_at": token.expires_at.isoformat() if token.expires_at else "never",
        "state": _state(token),
    }


def _last_use(token: ApiToken) -> str:
    return token.last_used_at.isoformat() if token.last_used_at else "never"


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return "revoked"
    if token.expires_at and token.expires_at <= datetime.now(UTC):
        return "expired"
    return "demo" if token.demo else "good"
