from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from api.cli.output import fail, show_rows
from api.cli.session import run
from domain.model.access import ApiToken
from domain.model.caller import Scope
from domain.usecases import UseCases

app = typer.Typer(no_args_is_help=True)

AccountId = Annotated[str, typer.Argument(help="The account's id; `accounts list` shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
MERCHANT = [scope for scope in Scope if scope not in (Scope.SWEEPS_WRITE, Scope.ADMIN)]


@app.command()
def create(
    account: AccountId,
    name: Annotated[str, typer.Option(help="Who will use it; shown in histories.")] = "api",
    scope: Annotated[list[Scope] | None, typer.Option(help="May be given several times.")] = None,
    days: Annotated[int | None, typer.Option(help="Days until it expires.", min=1)] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a token; it is shown once and never again. Without --scope it may do all but plan sweeps.

    For OAuth 2.0 its id is the client_id and the token itself the client_secret.
    """

    async def work(usecases: UseCases) -> tuple[ApiToken, str] | None:
        office = usecases.administration
        if account not in {known.id for known in await office.all_accounts()}:
            return None
        expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
        return await office.add_token(account, name, frozenset(scope or MERCHANT), expires_at)

    made = run(work)
    if made is None:
        raise fail(f"there is no account {account}; `accounts list` names them")
    show_rows("Token", [{**_row(made[0]), "token": made[1]}], as_json=as_json)


@app.command("list")
def list_tokens(account: AccountId, *, as_json: AsJson = False) -> None:
    """Name an account's tokens; the tokens themselves are not kept."""

    async def work(usecases: UseCases) -> list[ApiToken]:
        return list(await usecases.administration.all_tokens(account))

    show_rows("Tokens", [_row(token) for token in run(work)], as_json=as_json)


@app.command()
def revoke(
    account: AccountId, token: Annotated[str, typer.Argument(help="The token's id, not the token.")]
) -> None:
    """End a token and the access tokens it was granted; they are refused within 5 seconds."""

    async def work(usecases: UseCases) -> bool:
        return await usecases.administration.revoke_token(account, token)

    if not run(work):
        raise fail(f"account {account} has no token {token} that is still good")
    typer.echo(f"Token {token} is revoked; within 5 seconds it opens nothing any more.")


def _row(token: ApiToken) -> dict[str, str]:
    state = "revoked" if token.revoked_at else "good"
    return {
        "id": token.id,
        "name": token.name,
        "scopes": " ".join(sorted(token.scopes)),
        "expires_at": token.expires_at.isoformat() if token.expires_at else "never",
        "state": state,
    }
