from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.enums import Scope, domain_values
from api.graphql.ids import TOKEN, raw_id
from api.graphql.inputs.delivery import optional_field, unset_to_none
from api.graphql.mutations.idempotent_input import IdempotentInput, replay_field
from api.graphql.types.rule import Violation
from api.graphql.types.token import ApiToken
from api.operations.request_context import note_refusals
from domain.errors import Refused
from domain.errors import Violation as DomainViolation
from domain.model import auth as access
from domain.model import caller


@strawberry.input(description="A token to make.")
class CreateTokenInput(IdempotentInput):
    name: str = strawberry.field(
        description="Who will use it, not blank, 500 characters at most, as `till 3`. No other token of the "
        "account has this name, but for revoked and expired ones."
    )
    scopes: list[Scope] = strawberry.field(
        description="What it may be used for; one scope at least, none that the token which makes it lacks."
    )
    expires_at: datetime | None = optional_field(
        "When it stops to be good, in the future, and not after the token that makes it. Null or omitted: as "
        "long as the token that makes it, so never by itself where that has no end."
    )


@strawberry.input(description="A token to end.")
class RevokeTokenInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The id of a token that is not revoked.")


@strawberry.type
class _TokenPayload:
    token: access.ApiToken | None = strawberry.field(
        graphql_type=ApiToken | None, description="The token's record. Null where it was refused."
    )
    violations: Sequence[DomainViolation] = strawberry.field(
        graphql_type=list[Violation], description="Why nothing was done. Empty where all is well."
    )
    replayed: bool = replay_field()


@strawberry.type(description="What became of `createToken`.")
class CreateTokenPayload(_TokenPayload):
    secret: str | None = strawberry.field(
        description="The token itself, to be sent as header `Token` or `Authorization: Bearer`. It is shown "
        "here, once, and never again: null where it was refused, and where it is `replayed`. Whose answer "
        "was lost revokes the token and makes another, with another key."
    )


@strawberry.type(description="What became of `revokeToken`.")
class RevokeTokenPayload(_TokenPayload):
    pass


async def _create_token(
    info: Info,
    order: Annotated[CreateTokenInput, strawberry.argument(name="input", description="What to make.")],
) -> CreateTokenPayload:
    tokens, caller = info.context.usecases.tokens, info.context.caller
    try:
        done = await tokens.create(
            caller, order.name, domain_values(order.scopes), unset_to_none(order.expires_at), order.key
        )
    except Refused as refusal:
        note_refusals(refusal.violations)
        return CreateTokenPayload(token=None, secret=None, violations=refusal.violations)
    record, secret = done.answer
    return CreateTokenPayload(token=record, secret=secret, violations=(), replayed=done.replayed)


async def _revoke_token(
    info: Info,
    order: Annotated[RevokeTokenInput, strawberry.argument(name="input", description="Which token.")],
) -> RevokeTokenPayload:
    tokens, caller = info.context.usecases.tokens, info.context.caller
    try:
        done = await tokens.revoke(caller, raw_id(TOKEN, order.id) or "", order.key)
    except Refused as refusal:
        note_refusals(refusal.violations)
        return RevokeTokenPayload(token=None, violations=refusal.violations)
    return RevokeTokenPayload(token=done.answer, violations=(), replayed=done.replayed)


@strawberry.type
class TokenMutations:
    create_token: CreateTokenPayload | None = resolver_field(
        _create_token,
        CreateTokenPayload | None,
        "Make an API token for this account, which has 100 at most that are neither revoked nor expired. It "
        "is revoked with the token that makes it.",
        needs=caller.Scope.ADMIN,
    )
    revoke_token: RevokeTokenPayload | None = resolver_field(
        _revoke_token,
        RevokeTokenPayload | None,
        "End an API token of this account and all that it made; requests with them are refused within 5 "
        "seconds.",
        needs=caller.Scope.ADMIN,
    )
