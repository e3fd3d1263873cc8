"""Every error of the domain in this dialect: one table, and the documented sentences."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.errors import (
    BatchTooLarge,
    CannotResume,
    Code,
    DomainError,
    EmptyBatch,
    MissingScope,
    NotAuthenticated,
    Refused,
    TooManySlots,
    Unavailable,
    Violation,
)
from domain.rules.catalogue import sentence
from legacy_rest.problems import FieldProblem, Problem
from legacy_rest.scheduled.fields import NAMES

ErrorTable = Mapping[type[DomainError], Callable[[Any], Problem]]

STATUSES = {
    Code.DELIVERY_NOT_FOUND: 404,
    Code.IDEMPOTENCY_KEY_IN_USE: 409,
    Code.IDEMPOTENCY_KEY_REUSED: 422,
}

# To the letter, mistakes included: clients may compare them.
DOCUMENTED_SENTENCES = {
    Code.DELIVERY_LOCKED: "Planned or finished deliveris cannot be {done}. Delivery ID: {id}.",
    Code.PICKUP_ZONE_NOT_ALLOWED: "Pickup zone doesn't fall into allowed range. Zip code: {zip}.",
    Code.DELIVERY_ZONE_NOT_ALLOWED: "Delivery zone doesn't fall into allowed range. Zip code: {zip}.",
}


def _refused_problem(error: Refused) -> Problem:
    """Return the problem of all violations, with the code and the sentence of the first."""
    fields = [_field_problem(violation) for violation in error.violations]
    code = error.violations[0].code
    return Problem(STATUSES.get(code, 400), code, fields[0].message, fields)


def _field_problem(violation: Violation) -> FieldProblem:
    name = NAMES[violation.path]
    documented = DOCUMENTED_SENTENCES.get(violation.code)
    message = documented.format(**violation.facts) if documented else sentence(violation, name)
    return FieldProblem(violation.index, name, violation.code, message)


def _empty(_error: EmptyBatch) -> Problem:
    return Problem(400, "malformed_request", "Body must hold at least one delivery.")


def _too_many(error: BatchTooLarge) -> Problem:
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


# Nothing can be followed through this door and no slots asked for; the table is whole all the same.
def _cannot_resume(_error: CannotResume) -> Problem:
    return Problem(400, "cannot_resume", "What followed that event is kept no more.")


def _too_many_slots(error: TooManySlots) -> Problem:
    return Problem(400, "too_many_slots", f"At most {error.limit} slots are shown at once.")


ERRORS: ErrorTable = {
    Refused: _refused_problem,
    EmptyBatch: _empty,
    BatchTooLarge: _too_many,
    NotAuthenticated: _not_authenticated,
    MissingScope: _missing_scope,
    Unavailable: _unavailable,
    CannotResume: _cannot_resume,
    TooManySlots: _too_many_slots,
}


def _user_not_found(_error: NotAuthenticated) -> Problem:
    return Problem(400, "user_not_found", "User not found.")


# Documented for the settings and the header `Token`; OAuth's clients look for a 401 before they ask for
# another access token, and get it.
SETTINGS_ERRORS: ErrorTable = {**ERRORS, NotAuthenticated: _user_not_found}
