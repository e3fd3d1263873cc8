import re
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]


class SpelledRoute(Route):
    """A path without parameters, which no path with parameters takes: with another method it is refused."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child_scope = super().matches(scope)
        return Match.FULL if match is Match.PARTIAL else match, child_scope


class SpelledPaths:
    """Calls the endpoint of a path without parameters by a look-up, `router` for any other path."""

    def __init__(self, routes: Sequence[Route], router: ASGIApp) -> None:
        self.router = router
        self._endpoints: dict[tuple[str, str], Endpoint] = {
            (method, route.path.lower()): route.endpoint
            for route in routes
            if isinstance(route, SpelledRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoints.get((scope["method"], scope["path"].lower()))
        if endpoint is None:
            await self.router(scope, receive, send)
            return
        response = await endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


def routes_to(method: str, path: str, endpoint: Endpoint) -> list[Route]:
    """Return routes to the path in any case, with and without a trailing slash; neither redirects."""
    kind = Route if "{" in path else SpelledRoute
    return [_ignore_case(kind(each, endpoint, methods=[method])) for each in (path, f"{path}/")]


def _ignore_case(route: Route) -> Route:
    """Let the route match its path in any case, because clients write `/V1.3/` too."""
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route
