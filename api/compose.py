"""Connects adapters with use-cases; `gateway.py` connects use-cases with channels."""

from api.oauth.access_tokens import JwtAccessTokens
from api.oauth.keys import SigningKeys
from api.operations.usage_recording import UsageCounts
from api.system.clock import SystemClock
from api.system.object_ids import ObjectIds
from api.system.secrets import RandomSecrets
from api.system.slices import LoopSlices
from api.system.token_cache import ProcessTokenCache
from domain.ports import Clock, Ids, UsageCounter
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
from domain.usecases.views import Views
from persistence.adapters import PostgresAdapters


def compose(
    adapters: PostgresAdapters,
    clock: Clock | None = None,
    ids: Ids | None = None,
    *,
    public_url: str = "",
    usage: UsageCounter | None = None,
) -> UseCases:
    """The use-cases over the Postgres adapters; demo data and tests bring their own clock and ids.

    `public_url` is the issuer and the audience of access tokens; commands of the operator need none. Without
    `usage`, nothing stores which calls are used.
    """
    clock, ids, secrets = clock or SystemClock(), ids or ObjectIds(), RandomSecrets()
    slices = LoopSlices()
    return UseCases(
        Access(
            adapters.accounts,
            clock,
            JwtAccessTokens(SigningKeys(adapters.signing_keys), public_url),
            ProcessTokenCache(),
        ),
        Administration(adapters.accounts, adapters.ledger, clock, ids, secrets),
        Rehearsals(adapters.reader, adapters.addresses, clock, slices),
        DeliveryCommands(adapters.ledger, clock, ids, slices),
        Queries(adapters.reader),
        SettingsCommands(adapters.ledger, clock, ids),
        SweepCommands(adapters.ledger, clock, ids, slices),
        Subscriptions(adapters.feed, clock, adapters.reader),
        TokenCommands(adapters.accounts, adapters.ledger, clock, ids, secrets),
        Views(adapters.views, adapters.reader),
        slices,
        usage or UsageCounts(clock),
    )
