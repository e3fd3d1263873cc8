"""Which web pages of other origins may read the answers."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

EXPOSED = ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id")


def cross_origin(origins: Sequence[str]) -> Middleware:
    """Let pages of `origins` send tokens and read answers; a preflight is good for two hours.

    Cookies play no part, so credentials stay off.
    """
    return Middleware(
        CORSMiddleware,
        allow_origins=tuple(origins),
        allow_methods=("GET", "POST"),
        allow_headers=("Authorization", "Token", "Last-Event-ID"),
        expose_headers=EXPOSED,
        max_age=7200,
    )
