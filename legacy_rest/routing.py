import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Endpoint = Callable[[Request], Awaitable[Response]]


def routes_to(method: str, path: str, endpoint: Endpoint) -> list[Route]:
    """Return routes to the path in any case, with and without a trailing slash; neither redirects."""
    return [_ignore_case(Route(each, endpoint, methods=[method])) for each in (path, f"{path}/")]


def _ignore_case(route: Route) -> Route:
    """Let the route match its path in any case, because clients write `/V1.3/` too."""
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route
