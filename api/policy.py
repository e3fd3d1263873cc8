"""The operator's policy for clients: allowed origins, rate limit, trusted documents, introspection."""

from dataclasses import dataclass, field

from api.environment import Environment
from api.graphql.transport.persisted.trusted import TrustedDocuments, read_manifest
from api.operations.origins import AllowedOrigins
from api.operations.rate_limit import LeakyBuckets


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy; `buckets` are one process's share of every account's rate limit, `None` without a limit.

    With `loopback_origins` pages of this machine may use the gateway, whatever port serves them; with
    `shows_run_by` GraphQL answers say whether a plan ran the operation.
    """

    allowed_origins: tuple[str, ...] = ()
    buckets: LeakyBuckets | None = None
    trusted: TrustedDocuments = field(default_factory=TrustedDocuments)
    introspection: bool = True
    loopback_origins: bool = False
    shows_run_by: bool = False

    @property
    def origins(self) -> AllowedOrigins:
        """The origins whose pages may use the gateway."""
        return AllowedOrigins(frozenset(self.allowed_origins), self.loopback_origins)


def policy_of(environment: Environment, workers: int = 1, *, serves_demo: bool = False) -> Policy:
    """Return the policy of one of several processes; raises `UnreadableManifest`.

    The demo is for trying things on one machine, so front ends on it need no setting.
    """
    manifest, limit = environment.trusted_documents, environment.rate_limit
    documents = read_manifest(manifest) if manifest else {}
    return Policy(
        environment.allowed_origins,
        LeakyBuckets.shared_by(workers, limit, environment.rate_restored) if limit else None,
        TrustedDocuments.of(documents, only=environment.trusted_only),
        environment.introspection,
        loopback_origins=serves_demo,
        shows_run_by=serves_demo,
    )
