from dataclasses import dataclass
from typing import Any

import strawberry

from api.graphql.loaders import Loaders, loaders_for
from domain.errors import DomainError
from domain.model.caller import Caller, Door
from domain.usecases import UseCases


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the door, or why nobody is let in."""

    found: Caller | DomainError

    def admitted(self) -> Caller:
        """Raises what the search for the caller raised, so that the schema can be seen without a token."""
        if isinstance(self.found, DomainError):
            raise self.found
        return self.found


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that resolvers may use; it knows nothing of HTTP."""

    usecases: UseCases
    visitor: Visitor
    loaders: Loaders
    request_id: str

    @property
    def caller(self) -> Caller:
        return self.visitor.admitted()


Info = strawberry.Info[Context, Any]


async def open_context(usecases: UseCases, token: str | None, request_id: str) -> Context:
    """The context of one request, whoever sent it."""
    try:
        found: Caller | DomainError = await usecases.access.caller(token, Door.GRAPHQL, request_id)
    except DomainError as refusal:
        found = refusal
    visitor = Visitor(found)
    return Context(usecases, visitor, loaders_for(usecases, visitor.admitted), request_id)
