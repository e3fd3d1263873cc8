"""The options of the transport; the defaults are documented in docs/limits.md."""

from collections.abc import Callable, Hashable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, NamedTuple

from graphql import GraphQLField

from api.graphql.transport.errors import DescribeError, describe_nothing
from api.graphql.transport.metadata import MetadataOf, ReadField, no_metadata
from api.graphql.transport.persisted.trusted import TrustedDocuments
from api.graphql.transport.plans import MakePlan, make_no_plan
from api.graphql.transport.variables.flawed_values import Tolerance
from api.operations.origins import AllowedOrigins
from api.operations.rate_limit import LeakyBuckets, RateLimitStatus


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one request; `@skip` and `@include` do not reduce the counts.

    `body` is in bytes, `document` in characters. `fields`, `aliases` and `directives` are counted with
    every fragment expanded; `comparisons` are the pairs of object fields that would be merged in the
    answer (45 times one field makes 990). Introspection has limits of its own and does not count towards the
    others.

    `values` are those of the variables, and `item_values` those of one item of a list in them: a delivery
    with every field has 44. A client without a valid token has smaller bodies and fewer values.
    """

    body: int = 2_000_000
    anonymous_body: int = 128_000
    document: int = 100_000
    tokens: int = 1_000
    depth: int = 10
    aliases: int = 15
    root_fields: int = 10
    fields: int = 500
    directives: int = 50
    comparisons: int = 1_000
    introspection_depth: int = 20
    introspection_lists: int = 1
    introspection_schemas: int = 1
    introspection_fields: int = 500
    values: int = 100_000
    anonymous_values: int = 1_000
    item_values: int = 50
    cost: int = 1_000
    page_size: int = 50


class Payer(NamedTuple):
    """The account that pays for a request, or the address of a client without a valid token."""

    name: str
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class RateLimiter:
    """Buckets of cost for accounts, smaller ones for addresses, and a clock in seconds."""

    accounts: LeakyBuckets
    addresses: LeakyBuckets
    now: Callable[[], float] = monotonic

    def take(self, payer: Payer, amount: int, paid: int = 0) -> RateLimitStatus:
        """RequestCharge `amount` less the part already `paid`, or nothing if the bucket would overflow."""
        return self._buckets_of(payer).take(payer.name, amount, self.now(), paid)

    def give_back(self, payer: Payer, amount: int) -> RateLimitStatus:
        return self._buckets_of(payer).give_back(payer.name, amount, self.now())

    def level(self, payer: Payer) -> RateLimitStatus:
        """Return the payer's rate limit without a charge."""
        return self._buckets_of(payer).level(payer.name, self.now())

    def _buckets_of(self, payer: Payer) -> LeakyBuckets:
        return self.addresses if payer.is_anonymous else self.accounts


EVERYBODY: Final = Payer("")


def one_payer(_context: Any) -> Payer:  # noqa: ANN401 - the context is the application's own
    """Return one account for all clients."""
    return EVERYBODY


def all_scopes(_context: Any) -> None:  # noqa: ANN401  as above
    """Leave the scopes to the resolvers."""


def count_nothing(_context: Any, _label: str) -> None:  # noqa: ANN401  as above
    """Count no operation."""


def no_audience(_context: Any) -> None:  # noqa: ANN401  as above
    """Let no subscriptions share their results."""


def read_no_field(_field: GraphQLField) -> None:
    """Leave all fields to graphql-core."""


def no_event_id(_event: object) -> None:
    """Return no event id."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the transport.

    `describe_error` describes the application's own exceptions to clients. `payer_of` returns who pays for
    the operations of a context; a payer that is not anonymous has persisted queries. `metadata_of` returns
    what the application declares about a field, `scopes_of` the scopes that a context has, `None` where its
    resolvers refuse every caller. `audience_of` returns all of a context that results of its subscriptions
    can depend on; equal ones share results, `None` shares none. `event_id` returns the id of a subscription's
    event, from which a client can resume. `count_use` counts an admitted operation by its label. `origins`
    are those of web pages that may open sockets, besides the gateway's own. `tolerance` names the batches
    whose items may be flawed.
    `make_plan` returns the plan of a query, `None` if it has none; with `shows_run_by` each answer says
    whether a plan ran it. `read_field` returns what reads the value of a field that only shows
    what its object has.

    At most `documents` prepared operations are kept, and as many refused documents, in some `documents_room`
    bytes.

    Times are in seconds: `ping_every` for comments on an idle stream, `init_within` for `connection_init`,
    `read_within` for a client to read what is sent before its connection is aborted.
    """

    limits: Limits = field(default_factory=Limits)
    payer_of: Callable[[Any], Payer] = one_payer
    metadata_of: MetadataOf = no_metadata
    scopes_of: Callable[[Any], AbstractSet[str] | None] = all_scopes
    rate_limit: RateLimiter | None = None
    trusted: TrustedDocuments = field(default_factory=TrustedDocuments)
    introspection: bool = True
    graphiql: bool = True
    documents: int = 1_000
    documents_room: int = 24_000_000
    ping_every: float = 15
    init_within: float = 10
    read_within: float = 15
    operations_per_socket: int = 100
    origins: AllowedOrigins = field(default_factory=AllowedOrigins)
    audience_of: Callable[[Any], Hashable | None] = no_audience
    event_id: Callable[[Any], str | None] = no_event_id
    count_use: Callable[[Any, str], None] = count_nothing
    describe_error: DescribeError = describe_nothing
    tolerance: Tolerance | None = None
    make_plan: MakePlan = make_no_plan
    shows_run_by: bool = False
    read_field: ReadField = read_no_field
