"""Which web pages of other origins may read the answers."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

EXPOSED = ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id")
# Apollo's clients add the last two, which name the front end, once it has a name.
SENT = (
    "Authorization",
    "Token",
    "Last-Event-ID",
    "apollographql-client-name",
    "apollographql-client-version",
)


def cross_origin(origins: Sequence[str]) -> Middleware:
    """Let pages of `origins` send tokens and read answers; a preflight is good for two hours.

    Cookies play no part, so credentials stay off.
    """
    return Middleware(
        CORSMiddleware,
        allow_origins=tuple(origins),
        allow_methods=("GET", "POST"),
        allow_headers=SENT,
        expose_headers=EXPOSED,
        max_age=7200,
    )
