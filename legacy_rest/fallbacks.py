"""Answers outside of any dialect: unknown paths, wrong methods, unexpected errors."""

import logging
from dataclasses import replace
from http import HTTPStatus
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from legacy_rest.metering import add_rate_limit_headers
from legacy_rest.problems import Problem, answer_problem

logger = logging.getLogger(__name__)

INTERNAL = Problem(500, "internal_error", "Something went wrong on our side.")
TOO_SLOW = Problem(408, "request_timeout", "Body did not arrive in time.")
GONE = Problem(400, "malformed_request", "Body ended too early.")
ENCODING = Problem(
    415,
    "unsupported_media_type",
    "Content-Encoding must be gzip or identity.",
    headers={"Accept-Encoding": "gzip"},
)
FOREIGN_ORIGIN = Problem(400, "origin_not_allowed", "Pages of this origin may not use the gateway.")
BROKEN_GZIP = Problem(400, "malformed_request", "Body must be complete, well-formed gzip.")
NOT_FOUND = Problem(404, "not_found", "Path not found.")
NO_METHOD = Problem(405, "method_not_allowed", "Method not allowed.")
UNROUTED = {each.status: each for each in (NOT_FOUND, NO_METHOD)}


async def answer_unrouted(request: Request, raised: Exception) -> Response:
    """Answer a request that the router refuses."""
    error = cast("HTTPException", raised)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    problem = UNROUTED.get(error.status_code) or Problem(error.status_code, code, error.detail)
    return answer_problem(request, replace(problem, headers=error.headers or {}))


def answer_timeout(request: Request) -> Response:
    """Answer a client whose body did not arrive in time."""
    return answer_problem(request, TOO_SLOW)


def answer_encoding(request: Request) -> Response:
    """Answer a client whose body is in an encoding other than gzip."""
    return answer_problem(request, ENCODING)


def answer_foreign_origin(request: Request) -> Response:
    """Answer the preflight of a page whose origin is not allowed."""
    return answer_problem(request, FOREIGN_ORIGIN)


def answer_broken_gzip(request: Request) -> Response:
    """Answer a client whose body is malformed or incomplete gzip; what was inflated is charged."""
    return add_rate_limit_headers(request, answer_problem(request, BROKEN_GZIP))


class UnexpectedErrors:
    """Logs an unexpected error with the id of its request, and answers without any detail of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception:
            if started or scope["type"] != "http":
                raise
            logger.exception("Request %s failed", Request(scope).state.request_id)
            await INTERNAL.response()(scope, receive, send)
