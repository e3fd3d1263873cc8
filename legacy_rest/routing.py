import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

Endpoint = Callable[[Request], Awaitable[Response]]


class SpelledRoute(Route):
    """A path without parameters, which no path with parameters takes: with another method it is refused."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child_scope = super().matches(scope)
        return Match.FULL if match is Match.PARTIAL else match, child_scope


def routes_to(method: str, path: str, endpoint: Endpoint) -> list[Route]:
    """Return routes to the path in any case, with and without a trailing slash; neither redirects."""
    kind = Route if "{" in path else SpelledRoute
    return [_ignore_case(kind(each, endpoint, methods=[method])) for each in (path, f"{path}/")]


def _ignore_case(route: Route) -> Route:
    """Let the route match its path in any case, because clients write `/V1.3/` too."""
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route
