from collections.abc import Iterable
from dataclasses import dataclass

from domain.model.window import Window


@dataclass(frozen=True, slots=True)
class ZipRange:
    """Zip codes from `zip_from` to `zip_to`, both included."""

    zip_from: str
    zip_to: str

    def covers(self, zip_code: str) -> bool:
        """Compare as numbers where all three are digits, else as normalised text."""
        ends = (self.zip_from, zip_code, self.zip_to)
        if all(part.isascii() and part.isdigit() for part in ends):
            low, code, high = (int(part) for part in ends)
            return low <= code <= high
        first, text, last = (normalised_zip(part) for part in ends)
        return first <= text <= last


@dataclass(frozen=True, slots=True)
class ZoneWindow:
    """A delivery window offered to the zip codes of one range."""

    zone: ZipRange
    window: Window


def normalised_zip(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()


def covered(zip_code: str, zones: Iterable[ZipRange]) -> bool:
    return any(zone.covers(zip_code) for zone in zones)
