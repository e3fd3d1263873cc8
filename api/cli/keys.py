from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.cli.output import show_row, show_rows
from api.cli.session import run_with_adapters
from api.oauth.keys import SigningKeys
from persistence.adapters import PostgresAdapters
from persistence.signing_keys import SigningKey

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@app.command("list")
def list_keys(*, as_json: AsJson = False) -> None:
    """List the keys whose tokens are accepted; the last one signs. Private parts are not shown."""

    async def work(adapters: PostgresAdapters) -> Sequence[SigningKey]:
        return await SigningKeys(adapters.signing_keys).accepted_keys(datetime.now(UTC))

    show_rows("keys", [_row(key) for key in run_with_adapters(work)], as_json=as_json)


@app.command()
def rotate(
    *,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Refuse all tokens signed before, e.g. because a key leaked.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Sign with a new key from now on; without this command, keys rotate every 30 days."""

    async def work(adapters: PostgresAdapters) -> SigningKey:
        return await SigningKeys(adapters.signing_keys).rotate(datetime.now(UTC), at_once=at_once)

    show_row(_row(run_with_adapters(work)), as_json=as_json)


def _row(key: SigningKey) -> dict[str, str]:
    return {"kid": key.kid, "made_at": key.made_at.isoformat()}
