import strawberry

from api.graphql.enums import Scope
from api.graphql.mirror import Mirror, shows
from domain.model import caller


@strawberry.type(description="Whom the token of this request stands for.")
class Viewer(Mirror):
    mirrored = caller.Caller

    account_id: str = shows("identity.account_id", "The account; all else in this schema belongs to it.")
    token_name: str = shows("identity.actor", "The token's name, as history shows it.")
    scopes: list[Scope] = shows("identity.scopes", "What the token may be used for.", through=sorted)
