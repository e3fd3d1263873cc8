"""Applications by path, found by a look-up rather than by trying patterns."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class PathDispatch:
    """Calls the application of exactly the request's path, `default` for any other path.

    `others` is called for all that is not an HTTP request: WebSockets and the lifespan.
    """

    def __init__(self, by_path: Mapping[str, ASGIApp], default: ASGIApp, others: ASGIApp) -> None:
        self._by_path = dict(by_path)
        self._default = default
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http"
        app = self._by_path.get(scope["path"], self._default) if is_http else self._others
        await app(scope, receive, send)
