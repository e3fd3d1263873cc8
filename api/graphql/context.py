from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import strawberry

from api.graphql.loaders import Loaders, loaders_for
from api.graphql.transport.options import Payer, RateLimiter
from domain.errors import DomainError, Violation
from domain.model.auth import Caller, Channel
from domain.usecases import UseCases


@dataclass(frozen=True, slots=True)
class Authentication:
    """The caller of a request, or the error because of which there is none."""

    found: Caller | DomainError

    def require_caller(self) -> Caller:
        """Return the caller or raise the error; introspection does without a caller."""
        if isinstance(self.found, DomainError):
            raise self.found
        return self.found


@dataclass(eq=False)
class Context:
    """Everything that resolvers may use, independent of HTTP.

    `find_address` finds the network address of the client. `last_event_id` is the event from which a client
    resumes; it overrides the operation's `after`.
    `codes` collects why the request is refused, for the access log and the metrics.
    """

    usecases: UseCases
    authentication: Authentication
    request_id: str
    find_address: Callable[[], str]
    token: str | None = field(default=None, repr=False)
    last_event_id: str | None = None
    rate_limit: RateLimiter | None = None
    codes: set[str] = field(default_factory=set)

    @cached_property
    def loaders(self) -> Loaders:
        """The loaders of the request, which plans do without."""
        return loaders_for(self.usecases, self.authentication.require_caller)

    @property
    def caller(self) -> Caller:
        return self.authentication.require_caller()

    async def authenticate_again(self) -> Caller:
        """Authenticate the token anew, for long operations; raises what `Access.authenticate` raises."""
        return await self.usecases.access.authenticate(self.token, Channel.GRAPHQL, self.request_id)

    def note_codes(self, violations: Iterable[Violation]) -> None:
        """Add the codes of violations to those of the request."""
        self.codes.update(each.code for each in violations)


Info = strawberry.Info[Context, Any]


async def open_context(
    usecases: UseCases,
    token: str | None,
    request_id: str,
    find_address: Callable[[], str],
    *,
    last_event_id: str | None = None,
    rate_limit: RateLimiter | None = None,
    codes: set[str] | None = None,
) -> Context:
    """Authenticate the request and build its context; a refused token is raised only by `Context.caller`."""
    try:
        found: Caller | DomainError = await usecases.access.authenticate(token, Channel.GRAPHQL, request_id)
    except DomainError as refusal:
        found = refusal.with_traceback(None)  # whose frames would keep the error that keeps them
    return Context(
        usecases,
        Authentication(found),
        request_id,
        find_address,
        token,
        last_event_id,
        rate_limit,
        codes=set() if codes is None else codes,
    )


def payer_of(context: Context) -> Payer:
    """Return the caller's account or, if authentication failed, the client's address."""
    found = context.authentication.found
    if isinstance(found, Caller):
        return Payer(found.account_id)
    return Payer(context.find_address(), is_anonymous=True)


def count_use(context: Context, label: str) -> None:
    """Count an operation of the caller; if authentication failed, there is none."""
    found = context.authentication.found
    if isinstance(found, Caller):
        context.usecases.usage.count(found, label)


def audience_of(context: Context) -> Hashable | None:
    """Return what the results of the caller's subscriptions can depend on: the account and the scopes."""
    found = context.authentication.found
    return (found.account_id, found.identity.scopes) if isinstance(found, Caller) else None


def scopes_of(context: Context) -> frozenset[str] | None:
    """Return the caller's scopes, `None` if authentication failed: then the resolvers raise the error."""
    found = context.authentication.found
    return found.identity.scopes if isinstance(found, Caller) else None
