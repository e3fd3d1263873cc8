"""The one place where adapters meet use-cases; `gateway.py` is where these meet doors."""

from api.oauth.access_tokens import JwtAccessTokens
from api.oauth.keys import SigningKeys
from api.system.clock import RandomSecrets, SystemClock
from api.system.ids import ObjectIds
from domain.ports import Clock, Ids
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.queries import Queries
from domain.usecases.rehearsals import Rehearsals
from domain.usecases.settings import SettingsCommands
from domain.usecases.subscriptions import Subscriptions
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands
from persistence.adapters import PostgresAdapters


def compose(
    store: PostgresAdapters, clock: Clock | None = None, ids: Ids | None = None, *, public_url: str = ""
) -> UseCases:
    """The use-cases over a store; clock and ids can be given, for demo data and tests.

    `public_url` names who issues access tokens and whom they are for; commands of the operator do without.
    """
    clock, ids, secrets = clock or SystemClock(), ids or ObjectIds(), RandomSecrets()
    return UseCases(
        Access(store.accounts, clock, JwtAccessTokens(SigningKeys(store.signing_keys), public_url)),
        Administration(store.accounts, store.ledger, clock, ids, secrets),
        Rehearsals(store.reader, store.addresses, clock),
        DeliveryCommands(store.ledger, clock, ids),
        Queries(store.reader),
        SettingsCommands(store.ledger, clock, ids),
        SweepCommands(store.ledger, clock, ids),
        Subscriptions(store.feed, clock),
        TokenCommands(store.accounts, store.ledger, clock, ids, secrets),
    )
