"""What those who run the gateway may ask it."""

from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.operations.metrics import Metrics
from api.operations.shutdown import shutdown_event

ANSWER_WITHIN: Final = 2.0  # seconds, for the database
PATHS: Final = ("/healthz", "/readyz", "/metrics")
_METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class AnswersProbe(Protocol):
    async def answers(self, within: float) -> bool: ...


@dataclass(frozen=True, slots=True)
class Probes:
    """`metrics_token` is asked of everyone who reads the figures; without one only this machine may."""

    database: AnswersProbe | None
    metrics: Metrics
    metrics_token: str | None

    def routes(self) -> list[Route]:
        endpoints = (self.health, self.readiness, self.metrics_page)
        return [Route(path, each) for path, each in zip(PATHS, endpoints, strict=True)]

    async def health(self, request: Request) -> Response:
        """The process is alive: that is all."""
        return _plain_answer(request, 200, "alive")

    async def readiness(self, request: Request) -> Response:
        """Whether to send requests here."""
        if shutdown_event(request.scope).is_set():
            return _plain_answer(request, 503, "leaving")
        if self.database is not None and not await self.database.answers(ANSWER_WITHIN):
            return _plain_answer(request, 503, "no database")
        return _plain_answer(request, 200, "ready")

    async def metrics_page(self, request: Request) -> Response:
        """To strangers the path does not exist."""
        if not self._may_see_figures(request):
            raise HTTPException(404)
        request.state.operation = "metrics"
        return Response(self.metrics.text(), media_type=_METRICS_TYPE)

    def _may_see_figures(self, request: Request) -> bool:
        if self.metrics_token:
            given = request.state.token or ""
            return compare_digest(given.encode(), self.metrics_token.encode())
        forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
        return not forwarded and request.client is not None and _is_this_machine(request.client.host)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _plain_answer(request: Request, status: int, word: str) -> Response:
    request.state.operation = request.url.path.strip("/")
    return PlainTextResponse(f"{word}\n", status, {"Cache-Control": "no-store"})
