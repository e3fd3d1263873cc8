from dataclasses import dataclass, field
from typing import Any

import strawberry

from api.graphql.loaders import Loaders, loaders_for
from api.graphql.transport.options import RateLimit
from domain.errors import DomainError
from domain.model.caller import Caller, Channel
from domain.usecases import UseCases


@dataclass(frozen=True, slots=True)
class Authentication:
    """Who is at the door, or why nobody is let in."""

    found: Caller | DomainError

    def require_caller(self) -> Caller:
        """Raises what the search for the caller raised, so that the schema can be seen without a token."""
        if isinstance(self.found, DomainError):
            raise self.found
        return self.found


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that resolvers may use; it knows nothing of HTTP.

    `last_event_id` is where a client that was cut off wants to go on, whatever its operation says.
    """

    usecases: UseCases
    authentication: Authentication
    loaders: Loaders
    request_id: str
    token: str | None = field(default=None, repr=False)
    last_event_id: str | None = None
    rate_limit: RateLimit | None = None

    @property
    def caller(self) -> Caller:
        return self.authentication.require_caller()

    async def authenticate_again(self) -> Caller:
        """Look again who is calling, for what takes long; raises what `Access.caller` raises."""
        return await self.usecases.access.authenticate(self.token, Channel.GRAPHQL, self.request_id)


Info = strawberry.Info[Context, Any]


async def open_context(
    usecases: UseCases,
    token: str | None,
    request_id: str,
    last_event_id: str | None = None,
    rate_limit: RateLimit | None = None,
) -> Context:
    """The context of one request, whoever sent it."""
    try:
        found: Caller | DomainError = await usecases.access.authenticate(token, Channel.GRAPHQL, request_id)
    except DomainError as refusal:
        found = refusal
    authentication = Authentication(found)
    loaders = loaders_for(usecases, authentication.require_caller)
    return Context(usecases, authentication, loaders, request_id, token, last_event_id, rate_limit)


def account_of(context: Context) -> str | None:
    """Whose request it is, `None` where nobody knows."""
    found = context.authentication.found
    return found.account_id if isinstance(found, Caller) else None
