from collections.abc import Sequence

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.types.rule import Rule
from api.graphql.types.settings import Settings
from api.graphql.types.token import ApiToken
from api.graphql.types.viewer import Viewer
from domain.model import auth as access
from domain.model.caller import Caller, Scope
from domain.model.settings import Settings as DomainSettings
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Rule as DomainRule


async def _settings(info: Info) -> DomainSettings:
    context = info.context
    return await context.usecases.queries.settings(context.caller)


def _rules(info: Info) -> Sequence[DomainRule]:
    info.context.authentication.require_caller()
    return list(CATALOGUE.values())


async def _tokens(info: Info) -> Sequence[access.ApiToken]:
    return await info.context.usecases.tokens.all(info.context.caller)


def _viewer(info: Info) -> Caller:
    return info.context.caller


@strawberry.type
class AccountQueries:
    settings: Settings = resolver_field(
        _settings,
        Settings,
        "What the account allows.",
        needs=Scope.SETTINGS_READ,
    )
    rules: list[Rule] = resolver_field(
        _rules,
        list[Rule],
        "Every rule, in the order in which they are checked. Needs any token.",
    )
    tokens: list[ApiToken] = resolver_field(
        _tokens,
        list[ApiToken],
        "The account's tokens, in the order in which they were made, revoked ones too.",
        needs=Scope.ADMIN,
    )
    viewer: Viewer = resolver_field(
        _viewer,
        Viewer,
        "Whom the token of this request stands for. Needs any token.",
    )
