"""The errors of the domain as problems, as far as legacy dialects share them.

A dialect completes `COMMON_ERRORS` by its entry for `Refused`, because it has field names of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import (
    BatchTooLarge,
    CannotResume,
    Code,
    DomainError,
    EmptyBatch,
    HistoryTooLong,
    MissingScope,
    NotAuthenticated,
    Refused,
    SearchTooBroad,
    TooManySlots,
    Unavailable,
    Violation,
)
from domain.rules.catalogue import sentence
from legacy_rest.problems import FieldProblem, Problem

ErrorTable = Mapping[type[DomainError], Callable[[Any], Problem]]

STATUSES = {
    Code.DELIVERY_NOT_FOUND: 404,
    Code.IDEMPOTENCY_KEY_IN_USE: 409,
    Code.IDEMPOTENCY_KEY_REUSED: 422,
}


@dataclass(frozen=True, slots=True)
class RefusalFormat:
    """The format of refusals in a dialect: its field names by domain path, and its sentences by code.

    `other_names` are those that some items use instead, by their indexes.
    """

    names: Mapping[str, str]
    sentences: Mapping[Code, str] = field(default_factory=dict)
    other_names: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def describe_refusal(self, error: Refused) -> Problem:
        """Return the problem of all violations, with the code and the sentence of the first."""
        code = error.violations[0].code
        message = self.describe_violation(error.violations[0]).message
        return Problem(STATUSES.get(code, 400), code, message, _Descriptions(self, error.violations))

    def describe_violation(self, violation: Violation) -> FieldProblem:
        own_names = self.other_names.get(violation.index, self.names)
        name = own_names.get(violation.path, self.names[violation.path])
        documented = self.sentences.get(violation.code)
        message = documented.format(**violation.facts) if documented else sentence(violation, name)
        return FieldProblem(violation.index, name, violation.code, message)


@dataclass(frozen=True, slots=True)
class _Descriptions:
    """The violations of a refusal, each described when it is read, because there may be very many."""

    format: RefusalFormat
    violations: Sequence[Violation]

    def __iter__(self) -> Iterator[FieldProblem]:
        return map(self.format.describe_violation, self.violations)


def _empty_batch(_error: EmptyBatch) -> Problem:
    return Problem(400, "malformed_request", "Body must hold at least one delivery.")


def _batch_too_large(error: BatchTooLarge) -> Problem:
    return Problem(413, "batch_too_large", f"Body must not hold more than {error.limit} deliveries.")


def _not_authenticated(error: NotAuthenticated) -> Problem:
    challenge = 'Bearer error="invalid_token"' if error.token_given else "Bearer"
    message = "Header Token must hold a valid API token."
    return Problem(401, "not_authenticated", message, headers={"WWW-Authenticate": challenge})


def _missing_scope(error: MissingScope) -> Problem:
    challenge = f'Bearer error="insufficient_scope", scope="{error.scope}"'
    message = f"The token lacks the scope {error.scope}."
    return Problem(403, "missing_scope", message, headers={"WWW-Authenticate": challenge})


def _unavailable(error: Unavailable) -> Problem:
    headers = {"Retry-After": str(error.retry_after)}
    return Problem(
        503, "unavailable", "The gateway cannot answer just now. Try again later.", headers=headers
    )


# The legacy channel has no subscriptions, slots, histories and searches, but the table is complete.
def _cannot_resume(_error: CannotResume) -> Problem:
    return Problem(400, "cannot_resume", "Events after that event are deleted.")


def _too_many_slots(error: TooManySlots) -> Problem:
    return Problem(400, "too_many_slots", f"At most {error.limit} slots are shown at once.")


def _history_too_long(error: HistoryTooLong) -> Problem:
    return Problem(400, "history_too_long", f"At most {error.limit} events are replayed.")


def _search_too_broad(error: SearchTooBroad) -> Problem:
    return Problem(400, "search_too_broad", f"More than {error.limit} deliveries would have to be read.")


COMMON_ERRORS: ErrorTable = {
    EmptyBatch: _empty_batch,
    BatchTooLarge: _batch_too_large,
    NotAuthenticated: _not_authenticated,
    MissingScope: _missing_scope,
    Unavailable: _unavailable,
    CannotResume: _cannot_resume,
    TooManySlots: _too_many_slots,
    HistoryTooLong: _history_too_long,
    SearchTooBroad: _search_too_broad,
}
