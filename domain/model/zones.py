from collections.abc import Iterable
from dataclasses import dataclass

from domain.model.postal_codes.order import code_key, lies_between, range_keys
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
        code, ends = code_key(country, zip_code), range_keys(country, self.zip_from, self.zip_to)
        return code is not None and ends is not None and lies_between(code, *ends)


@dataclass(frozen=True, slots=True)
class ZoneWindow:
    """A delivery window offered to the zip codes of one range."""

    zone: ZipRange
    window: Window


def is_covered(country: str, zip_code: str, zones: Iterable[ZipRange]) -> bool:
    """Whether a range covers the code and no excluded one does."""
    matches = [zone.excluded for zone in zones if zone.covers(country, zip_code)]
    return bool(matches) and not any(matches)
