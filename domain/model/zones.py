from collections.abc import Iterable
from dataclasses import dataclass

from domain.model.postal_codes.order import Key, code_key, lies_between, range_keys
from domain.model.window import Window


@dataclass(frozen=True, slots=True)
class ZipRange:
    """Zip codes from `zip_from` to `zip_to`, both included, a single one if they are equal.

    The ends are kept as they were set. In a list of zones, an `excluded` range takes its codes away from the
    others.
    """

    zip_from: str
    zip_to: str
    excluded: bool = False

    def covers(self, country: str, zip_code: str) -> bool:
        """Whether the zip code lies in the range; what is not a code of the country lies nowhere."""
        code = code_key(country, zip_code)
        return code is not None and self.holds(country, code)

    def holds(self, country: str, code: Key) -> bool:
        """Whether the code that has this key lies in the range."""
        ends = range_keys(country, self.zip_from, self.zip_to)
        return ends is not None and lies_between(code, *ends)


@dataclass(frozen=True, slots=True)
class ZoneWindow:
    """A delivery window offered to the zip codes of one range."""

    zone: ZipRange
    window: Window


def is_covered(country: str, zip_code: str, zones: Iterable[ZipRange]) -> bool:
    """Whether a range covers the code and no excluded one does."""
    code = code_key(country, zip_code)
    if code is None:
        return False
    matches = [zone.excluded for zone in zones if zone.holds(country, code)]
    return bool(matches) and not any(matches)
