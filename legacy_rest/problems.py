"""Answers in JSON, and the error body that every legacy dialect shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response


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
    fields: Sequence[FieldProblem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        body = {"message": self.message, "code": self.code, "error": {"status": self.status}}
        return json_response(
            body | ({"fields": self.fields} if self.fields else {}), self.status, self.headers
        )


def answer_problem(request: Request, problem: Problem) -> Response:
    """Answer with the problem, and note its codes for the metrics and the access log."""
    request.state.codes.update([each.code for each in problem.fields] or [problem.code])
    return problem.response()


MALFORMED = Problem(400, "malformed_request", "Body must be well-formed JSON or form data in UTF-8.")
NO_ARRAY = Problem(400, "malformed_request", "Body must be an array of deliveries.")


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
