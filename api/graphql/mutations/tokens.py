from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.enums import Scope, domain_values
from api.graphql.global_ids import TOKEN, raw_id
from api.graphql.inputs.delivery import optional_field, unset_to_none
from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import MutationPayload, run_command
from api.graphql.resolvers import resolver
from api.graphql.types.token import ApiToken
from domain.model.auth import ApiToken as DomainApiToken
from domain.model.auth import Scope as DomainScope


@strawberry.input(description="A token to create.")
class CreateTokenInput(IdempotentInput):
    name: str = strawberry.field(
        description="The name of the token's user, not blank, at most 500 characters, e.g. `till 3`. Unique "
        "among the account's tokens that are neither revoked nor expired."
    )
    scopes: list[Scope] = strawberry.field(
        description="The scopes of the token, at least one; only scopes that the token of this request has."
    )
    expires_at: datetime | None = optional_field(
        "When the token expires: in the future, and not after the token of this request. Null or omitted: "
        "together with the token of this request, or never if that never expires."
    )


@strawberry.input(description="A token to revoke.")
class RevokeTokenInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The `id` of a token that is not revoked.")


@strawberry.type
class _TokenPayload(MutationPayload):
    token: DomainApiToken | None = strawberry.field(
        graphql_type=ApiToken | None, description="The record of the token. Null if the mutation was refused."
    )


@strawberry.type(description="Result of `createToken`.")
class CreateTokenPayload(_TokenPayload):
    secret: str | None = strawberry.field(
        description="The token itself, for the header field `Token` or `Authorization: Bearer`. Returned "
        "only once: null if the mutation was refused or is `replayed`. A client that lost the response "
        "revokes the token and creates another one with a new key."
    )


@strawberry.type(description="Result of `revokeToken`.")
class RevokeTokenPayload(_TokenPayload):
    pass


@strawberry.type
class TokenMutations:
    @resolver(scope=DomainScope.ADMIN)
    @staticmethod
    async def create_token(
        info: Info,
        order: Annotated[
            CreateTokenInput, strawberry.argument(name="input", description="The token to create.")
        ],
    ) -> CreateTokenPayload | None:
        """Create an API token for this account.

        An account has at most 100 tokens that are neither revoked nor expired. A token is revoked together
        with the token that created it.
        """
        context, expires_at = info.context, unset_to_none(order.expires_at)
        command = context.usecases.tokens.create(
            context.caller, order.name, domain_values(order.scopes), expires_at, order.key
        )
        done = await run_command(context, command)
        token, secret = done.answer or (None, None)
        return CreateTokenPayload(
            token=token, secret=secret, violations=done.violations, replayed=done.replayed
        )

    @resolver(scope=DomainScope.ADMIN)
    @staticmethod
    async def revoke_token(
        info: Info,
        order: Annotated[
            RevokeTokenInput, strawberry.argument(name="input", description="The token to revoke.")
        ],
    ) -> RevokeTokenPayload | None:
        """Revoke an API token of this account and all tokens that were created with it.

        Requests with them are refused within 5 seconds.
        """
        context, token_id = info.context, raw_id(TOKEN, order.id) or ""
        done = await run_command(context, context.usecases.tokens.revoke(context.caller, token_id, order.key))
        return RevokeTokenPayload(token=done.answer, violations=done.violations, replayed=done.replayed)
