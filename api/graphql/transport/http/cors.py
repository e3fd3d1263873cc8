"""Cross-origin access of web pages to the answers."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

EXPOSED = ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id")
# Apollo's clients add the last two if the front end is named.
SENT = (
    "Authorization",
    "Token",
    "Last-Event-ID",
    "apollographql-client-name",
    "apollographql-client-version",
)


def cross_origin(origins: Sequence[str]) -> Middleware:
    """Allow pages of `origins` to send tokens and read answers; a preflight is valid for two hours.

    Cookies are not used, so credentials are not allowed.
    """
    return Middleware(
        CORSMiddleware,
        allow_origins=tuple(origins),
        allow_methods=("GET", "POST"),
        allow_headers=SENT,
        expose_headers=EXPOSED,
        max_age=7200,
    )
