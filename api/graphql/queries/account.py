from collections.abc import Sequence

import strawberry

from api.graphql.context import Info
from api.graphql.resolvers import resolver
from api.graphql.types.rule import Rule
from api.graphql.types.settings import Settings
from api.graphql.types.token import ApiToken
from api.graphql.types.viewer import Viewer
from domain.model.auth import ApiToken as DomainApiToken
from domain.model.auth import Caller, Scope
from domain.model.settings import Settings as DomainSettings
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Rule as DomainRule


@strawberry.type
class AccountQueries:
    @resolver(graphql_type=Settings | None, scope=Scope.SETTINGS_READ)
    @staticmethod
    async def settings(info: Info) -> DomainSettings:
        """What the account allows."""
        context = info.context
        return await context.usecases.queries.settings(context.caller)

    @resolver(graphql_type=list[Rule] | None, most=len(CATALOGUE))
    @staticmethod
    def rules(info: Info) -> Sequence[DomainRule]:
        """All rules, in the order in which they are checked. Needs any token."""
        info.context.authentication.require_caller()
        return list(CATALOGUE.values())

    @resolver(graphql_type=list[ApiToken] | None, scope=Scope.ADMIN)
    @staticmethod
    async def tokens(info: Info) -> Sequence[DomainApiToken]:
        """The account's tokens, oldest first, with revoked and expired ones."""
        return await info.context.usecases.tokens.all(info.context.caller)

    @resolver(graphql_type=Viewer | None)
    @staticmethod
    def viewer(info: Info) -> Caller:
        """The client that sends this request. Needs any token."""
        return info.context.caller
