"""Answers in JSON, and the error body that every legacy dialect shares."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from domain.ports import Pace
from legacy_rest.sliced_response import answer_parts, encode_array


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One violation in an answer: the item's index in its array and the dialect's name of the field."""

    index: int
    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """The refusal of a request."""

    status: int
    code: str
    message: str
    fields: Iterable[FieldProblem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        fields = list(self.fields)
        return json_response(self.summary | ({"fields": fields} if fields else {}), self.status, self.headers)

    @property
    def summary(self) -> dict[str, object]:
        """The body without the fields."""
        return {"message": self.message, "code": self.code, "error": {"status": self.status}}


def answer_problem(request: Request, problem: Problem) -> Response:
    """Answer with the problem, and note its codes for the metrics and the access log."""
    request.state.codes.update([each.code for each in problem.fields] or [problem.code])
    return problem.response()


async def answer_long_problem(request: Request, problem: Problem, pace: Pace) -> Response:
    """Do the same for a problem that may have very many fields."""
    codes: set[str] = set()
    fields = await encode_array(_note_codes(problem.fields, codes), pace)
    request.state.codes.update(codes or [problem.code])
    if not codes:
        return problem.response()
    beginning = msgspec.json.encode(problem.summary)[:-1] + b',"fields":'
    *others, last = beginning + fields[0], *fields[1:]
    return answer_parts([*others, last + b"}"], problem.status, problem.headers, pace)


def _note_codes(fields: Iterable[FieldProblem], codes: set[str]) -> Iterator[FieldProblem]:
    for each in fields:
        codes.add(each.code)
        yield each


def malformed_field(path: str, message: str) -> Problem:
    """Return the refusal of a request in which one field is malformed."""
    code = "malformed_request"
    return Problem(400, code, message, [FieldProblem(0, path, code, message)])


MALFORMED = Problem(400, "malformed_request", "Body must be well-formed JSON or form data in UTF-8.")
NO_ARRAY = Problem(400, "malformed_request", "Body must be an array of deliveries, or one delivery.")


class RequestRefused(Exception):
    """A request that cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def json_response(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer that no cache may keep."""
    return Response(
        msgspec.json.encode(body),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type="application/json",
    )
