"""Probes for operators: liveness, readiness and metrics."""

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
    """The probes; reading the metrics needs `metrics_token`, or, if it is `None`, to be on this machine."""

    database: AnswersProbe | None
    metrics: Metrics
    metrics_token: str | None

    def routes(self) -> list[Route]:
        endpoints = (self.health, self.readiness, self.metrics_page)
        return [Route(path, each) for path, each in zip(PATHS, endpoints, strict=True)]

    async def health(self, request: Request) -> Response:
        """Answer that the process is alive."""
        return _plain_answer(request, 200, "alive")

    async def readiness(self, request: Request) -> Response:
        """Answer whether the gateway can serve requests."""
        if shutdown_event(request.scope).is_set():
            return _plain_answer(request, 503, "leaving")
        if self.database is not None and not await self.database.answers(ANSWER_WITHIN):
            return _plain_answer(request, 503, "no database")
        return _plain_answer(request, 200, "ready")

    async def metrics_page(self, request: Request) -> Response:
        """Answer with the metrics; for a client without access the path does not exist."""
        if not self._may_read_metrics(request):
            raise HTTPException(404)
        request.state.operation = "metrics"
        return Response(self.metrics.text(), media_type=_METRICS_TYPE)

    def _may_read_metrics(self, request: Request) -> bool:
        if self.metrics_token:
            token = request.state.token or ""
            return compare_digest(token.encode(), self.metrics_token.encode())
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
