from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Endpoint = Callable[[Request], Awaitable[Response]]


def routes_to(method: str, path: str, endpoint: Endpoint) -> list[Route]:
    """Return routes to the path with and without a trailing slash; neither redirects."""
    return [Route(path, endpoint, methods=[method]), Route(f"{path}/", endpoint, methods=[method])]
