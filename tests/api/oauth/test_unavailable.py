"""If the database is unavailable, OAuth answers with an error that asks to retry."""

from dataclasses import dataclass, replace
from typing import cast

from api.app import create_app
from domain.errors import Unavailable
from domain.ports import AccessTokens, Accounts
from tests.api.oauth.client import DEMO, GRANT, ask
from tests.fakes import World
from tests.running import PUBLIC_URL, serve_app


@dataclass(frozen=True)
class Away:
    """Accounts and access tokens of a database that is unavailable."""

    async def identify(self, *_args: object) -> None:
        raise Unavailable(7)

    async def public_keys(self, *_args: object) -> None:
        raise Unavailable(7)


async def test_a_store_that_is_away_is_a_reason_to_try_again() -> None:
    usecases = World().usecases
    accounts, tokens = cast("Accounts", Away()), cast("AccessTokens", Away())
    away = replace(usecases, access=replace(usecases.access, accounts=accounts, access_tokens=tokens))
    async with serve_app(create_app(away, public_url=PUBLIC_URL), away) as gateway:
        for answer in (
            await ask(gateway, {**GRANT, **DEMO}),
            await gateway.http.get("/.well-known/jwks.json"),
        ):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
            assert answer.json()["error"] == "temporarily_unavailable"
            assert answer.headers["cache-control"] == "no-store"
