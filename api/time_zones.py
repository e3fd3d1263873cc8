from functools import cache
from zoneinfo import ZoneInfo, available_timezones


def time_zone_or_text(name: str) -> ZoneInfo | str:
    """Return the time zone with that IANA name; any other text is returned for the rules to refuse."""
    return ZoneInfo(name) if name in _names() else name


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
