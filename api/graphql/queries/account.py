from collections.abc import Sequence
from functools import partial

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.cursors import cursor
from api.graphql.global_ids import TOKEN
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.pages import ConnectionPage, connection_page, page_request, read_arguments
from api.graphql.resolvers import resolver
from api.graphql.types.connections import ApiTokenConnection
from api.graphql.types.rule import Rule
from api.graphql.types.settings import Settings
from api.graphql.types.viewer import Viewer
from domain.model.auth import ApiToken, Caller, Scope
from domain.model.page import Place
from domain.model.settings import Settings as DomainSettings
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Rule as DomainRule


def _cursor(token: ApiToken) -> str:
    return cursor(TOKEN, Place(token.id))


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

    @resolver(graphql_type=ApiTokenConnection | None, scope=Scope.ADMIN)
    @staticmethod
    async def tokens(
        info: Info,
        *,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> ConnectionPage[ApiToken]:
        """The account's API tokens, oldest first, with revoked and expired ones, in pages."""
        request = page_request(TOKEN, read_arguments(first, last, after, before))
        queries, caller = info.context.usecases.queries, info.context.caller
        page = await queries.tokens(caller, request)
        return connection_page(page, request, partial(queries.count_tokens, caller), _cursor)

    @resolver(graphql_type=Viewer | None)
    @staticmethod
    def viewer(info: Info) -> Caller:
        """The client that sends this request. Needs any token."""
        return info.context.caller
