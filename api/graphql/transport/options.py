"""What the transport may be told; every default is the documented one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from graphql import GraphQLError, GraphQLField, GraphQLFormattedError

from api.graphql.transport.masking import mask_error
from api.graphql.transport.persisted.trusted import TrustedDocuments
from api.operations.rate_limit import LeakyBuckets, RateLimitStatus


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for; `@skip` and `@include` change nothing of what is counted.

    `body` is in bytes, `document` in characters. `fields`, `aliases` and `directives` are counted with
    every fragment written out; `comparisons` are the pairs of object fields that would be merged in
    the answer (45 times one field makes 990). Introspection
    has limits of its own and counts nothing towards the others.

    The objects that a running operation may find are `objects_times` its cost, `objects` at least: lists
    that are priced once, as the stops of a sweep, may be that long.
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
        """How many objects an operation of that cost may find."""
        return max(self.objects, self.objects_times * cost)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Buckets of cost, one for each account, and a clock in seconds."""

    buckets: LeakyBuckets
    now: Callable[[], float] = monotonic

    def level(self, account: str) -> RateLimitStatus:
        """Where an account stands, uncharged."""
        return self.buckets.level(account, self.now())


def no_account(_context: Any) -> None:  # noqa: ANN401 - the context is the application's own
    """Know no account."""


def _nothing(_event: object) -> None:
    return None


def no_scope(_field: GraphQLField) -> None:
    """Need none."""


ANY_ORIGIN: Final = "*"


@dataclass(frozen=True, slots=True)
class Options:
    """`present` says what a client may see of an error that a resolver raised, given the request's id.

    `account_of` a context is `None` for whom nothing is counted and no document kept. `scope_of` a field
    is what whoever asks for it must hold; it is told, and enforced where the field is resolved.
    `event_id` says by what a client can name what a subscription told it, to go on from there.
    `origins` are those of web pages that may open sockets, besides the gateway's own.
    Times are in seconds: a stream that is silent shows that it lives, a socket must introduce itself, who
    does not read what is sent is left.
    """

    limits: Limits = field(default_factory=Limits)
    account_of: Callable[[Any], str | None] = no_account
    scope_of: Callable[[GraphQLField], str | None] = no_scope
    rate_limit: RateLimit | None = None
    trusted: TrustedDocuments = field(default_factory=TrustedDocuments)
    introspection: bool = True
    graphiql: bool = True
    documents: int = 1_000
    ping_every: float = 15
    init_within: float = 10
    read_within: float = 15
    operations_per_socket: int = 100
    origins: frozenset[str] = frozenset()
    event_id: Callable[[Any], str | None] = _nothing
    present: Callable[[GraphQLError, str], GraphQLFormattedError] = mask_error
