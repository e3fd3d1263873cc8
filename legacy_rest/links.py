"""The links in answers, and the placeholder page that they lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from domain.rules.identifiers import printable
from legacy_rest.routing import routes_to

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Delivery {id}</title>
<h1>Delivery {id}</h1>
<p>Labels and live tracking of this delivery are shown to the account's own clients through the API.</p>
</html>
"""
LINK_PATHS = {kind: f"/{kind}/{{delivery_id}}" for kind in ("labels", "track")}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Links:
    """The URLs of a delivery's labels and tracking, below the gateway's public URL."""

    public_url: str

    def labels(self, delivery_id: str) -> str:
        return f"{self.public_url.rstrip('/')}/labels/{delivery_id}"

    def next_page(self, path: str, query: Mapping[str, str]) -> str:
        """Return the header field `Link` to the next page of a list."""
        return f'<{self.public_url.rstrip("/")}{path}?{urlencode(query)}>; rel="next"'

    def track(self, delivery_id: str) -> str:
        return f"{self.public_url.rstrip('/')}/track/{delivery_id}"


async def show_page(request: Request) -> Response:
    """Answer with the same page for every id, existing or not, without looking anything up."""
    delivery_id = escape(printable(request.path_params["delivery_id"]))
    return HTMLResponse(PAGE.format(id=delivery_id), headers=HEADERS)


def link_routes() -> list[Route]:
    return [route for path in LINK_PATHS.values() for route in routes_to("GET", path, show_page)]
