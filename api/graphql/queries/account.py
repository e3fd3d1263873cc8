from collections.abc import Sequence

import strawberry

from api.graphql.context import Info
from api.graphql.mirror import resolved
from api.graphql.types.rule import Rule
from api.graphql.types.settings import Settings
from api.graphql.types.viewer import Viewer
from domain.model.caller import Caller
from domain.model.settings import Settings as DomainSettings
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Rule as DomainRule


async def _settings(info: Info) -> DomainSettings:
    context = info.context
    return await context.usecases.queries.settings(context.caller)


def _rules(info: Info) -> Sequence[DomainRule]:
    info.context.visitor.admitted()
    return list(CATALOGUE.values())


def _viewer(info: Info) -> Caller:
    return info.context.caller


@strawberry.type
class AccountQueries:
    settings: Settings = resolved(
        _settings,
        Settings,
        "What the account allows. Needs the scope `settings:read`.",
    )
    rules: list[Rule] = resolved(
        _rules,
        list[Rule],
        "Every rule, in the order in which they are checked. Needs any token.",
    )
    viewer: Viewer = resolved(
        _viewer,
        Viewer,
        "Whom the token of this request stands for. Needs any token.",
    )
