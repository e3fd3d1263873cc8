"""The extension `cost` of every answer."""

from typing import Any

from api.operations.rate_limit import RateLimitStatus


def cost_extension(
    requested: int = 0, actual: int = 0, level: RateLimitStatus | None = None
) -> dict[str, Any]:
    """Return the extension `cost`: the requested cost, the actual cost, the account's rate limit."""
    cost: dict[str, Any] = {"requested": requested, "actual": actual}
    if level is not None:
        cost["throttle"] = {
            "maximumAvailable": level.limit,
            "currentlyAvailable": level.remaining,
            "restoreRate": level.restore_rate,
        }
    return {"cost": cost}
