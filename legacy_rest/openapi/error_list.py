"""Every refusal that a call may be answered with: status, code and sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Final, NamedTuple

from domain.errors import (
    BatchTooLarge,
    Code,
    DomainError,
    EmptyBatch,
    MissingScope,
    NotAuthenticated,
    SearchTooBroad,
    Unavailable,
)
from domain.rules.catalogue import CATALOGUE, Operation
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest import bodies, charsets, fallbacks, forms, json_text, metering, problems
from legacy_rest.brackets import placement_problem
from legacy_rest.errors import STATUSES
from legacy_rest.openapi.call_list import Call, Input
from legacy_rest.problems import Problem
from legacy_rest.scheduled import endpoints
from legacy_rest.scheduled.errors import DOCUMENTED_SENTENCES, ERRORS, SETTINGS_ERRORS

_BODY_MODULES: Final = (bodies, charsets, forms, problems)
_MALFORMED_PARAMETER: Final = Problem(400, Code.MALFORMED_REQUEST, "Parameter {parameter} {requirement}.")


class ErrorEntry(NamedTuple):
    """One refusal; its sentence has names in braces for what differs."""

    status: int
    code: str
    sentence: str


def errors_by_status(call: Call) -> Mapping[int, Sequence[ErrorEntry]]:
    """Return what the call may be refused with, each status with its refusals in a fixed order."""
    entries = list(dict.fromkeys(_all_errors(call)))
    return {
        status: [each for each in entries if each.status == status]
        for status in sorted({each.status for each in entries})
    }


def _all_errors(call: Call) -> Iterator[ErrorEntry]:
    yield from _rule_errors(call)
    yield from map(_entry, _domain_problems(call))
    yield from map(_entry, _request_problems(call))
    if call.scope:
        yield _entry(metering.RATE_LIMITED)


def _rule_errors(call: Call) -> Iterator[ErrorEntry]:
    for code, rule in CATALOGUE.items():
        if call.operation in rule.applies_to or (code is Code.DELIVERY_NOT_FOUND and call.name == "show"):
            yield ErrorEntry(STATUSES.get(code, 400), code, DOCUMENTED_SENTENCES.get(code, rule.sentence))


def _domain_problems(call: Call) -> Iterator[Problem]:
    """Yield the answers to errors of the domain that are not about rules."""
    if not call.scope:
        return
    raised: list[DomainError] = [NotAuthenticated(token_given=True), MissingScope(call.scope), Unavailable()]
    if call.input is Input.BATCH:
        raised += [EmptyBatch(), BatchTooLarge(LARGEST_BATCH)]
    yield from (ERRORS[type(each)](each) for each in raised)
    if call.name == "settings":
        yield SETTINGS_ERRORS[NotAuthenticated](raised[0])


def _request_problems(call: Call) -> Iterator[Problem]:
    """Yield the refusals of requests that cannot be read."""
    yield from (each for each in _problems_of(fallbacks) if each is not fallbacks.FOREIGN_ORIGIN)
    if call.input is Input.QUERY:
        yield _MALFORMED_PARAMETER
        too_broad = ERRORS[SearchTooBroad](SearchTooBroad(0))  # whose limit is the database's
        yield replace(too_broad, message=too_broad.message.replace("0", "{limit}"))
    if call.input in (Input.BATCH, Input.ID):
        yield from _problems_of(*_BODY_MODULES)
        yield placement_problem("{key}")
    if call.input is Input.BATCH:
        yield json_text.size_refusal(0)
    if call.operation is Operation.DELETE:
        yield from _problems_of(endpoints)


def _problems_of(*modules: ModuleType) -> Iterable[Problem]:
    return (each for module in modules for each in vars(module).values() if isinstance(each, Problem))


def _entry(problem: Problem) -> ErrorEntry:
    return ErrorEntry(problem.status, problem.code, problem.message)
