"""The options of the transport; the defaults are documented in docs/limits.md."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from graphql import GraphQLField

from api.graphql.transport.errors import DescribeError, describe_nothing
from api.graphql.transport.origins import AllowedOrigins
from api.graphql.transport.persisted.trusted import TrustedDocuments
from api.operations.rate_limit import LeakyBuckets, RateLimitStatus


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one request; `@skip` and `@include` do not reduce the counts.

    `body` is in bytes, `document` in characters. `fields`, `aliases` and `directives` are counted with
    every fragment expanded; `comparisons` are the pairs of object fields that would be merged in the
    answer (45 times one field makes 990). Introspection has limits of its own and does not count towards the
    others.

    A running operation may find `objects_times` as many objects as its cost, `objects` at least, because
    lists that cost one object, e.g. the stops of a sweep, may be that long.
    """

    body: int = 2_000_000
    document: int = 100_000
    tokens: int = 1_000
    depth: int = 10
    aliases: int = 15
    root_fields: int = 10
    fields: int = 500
    directives: int = 50
    comparisons: int = 1_000
    introspection_depth: int = 20
    introspection_lists: int = 2
    introspection_fields: int = 500
    cost: int = 1_000
    page_size: int = 50
    objects: int = 2_000
    objects_times: int = 10

    def objects_for(self, cost: int) -> int:
        """Return how many objects an operation of that cost may find."""
        return max(self.objects, self.objects_times * cost)


@dataclass(frozen=True, slots=True)
class RateLimiter:
    """Buckets of cost, one for each account, and a clock in seconds."""

    buckets: LeakyBuckets
    now: Callable[[], float] = monotonic

    def level(self, account: str) -> RateLimitStatus:
        """Return the account's rate limit without a charge."""
        return self.buckets.level(account, self.now())


def no_account(_context: Any) -> None:  # noqa: ANN401 - the context is the application's own
    """Return no account."""


def no_event_id(_event: object) -> None:
    """Return no event id."""


def no_scope(_field: GraphQLField) -> None:
    """Return no scope."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the transport.

    `describe_error` describes the application's own exceptions to clients. `account_of` returns the account
    of a context, `None` for one without a rate limit and persisted queries. `scope_of` returns the
    scope that a field needs; it is only reported here, the resolver enforces it. `event_id` returns the id of
    a subscription's event, from which a client can resume. `origins` are those of web pages that may open
    sockets, besides the gateway's own.

    Times are in seconds: `ping_every` for comments on an idle stream, `init_within` for `connection_init`,
    `read_within` for a client to read what is sent before its connection is aborted.
    """

    limits: Limits = field(default_factory=Limits)
    account_of: Callable[[Any], str | None] = no_account
    scope_of: Callable[[GraphQLField], str | None] = no_scope
    rate_limit: RateLimiter | None = None
    trusted: TrustedDocuments = field(default_factory=TrustedDocuments)
    introspection: bool = True
    graphiql: bool = True
    documents: int = 1_000
    ping_every: float = 15
    init_within: float = 10
    read_within: float = 15
    operations_per_socket: int = 100
    origins: AllowedOrigins = field(default_factory=AllowedOrigins)
    event_id: Callable[[Any], str | None] = no_event_id
    describe_error: DescribeError = describe_nothing
