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
        first, last = self.zip_from, self.zip_to
        if _is_number(zip_code) and _is_number(first) and _is_number(last):
            return int(first) <= int(zip_code) <= int(last)
        return normalised_zip(first) <= normalised_zip(zip_code) <= normalised_zip(last)


@dataclass(frozen=True, slots=True)
class ZoneWindow:
    """A delivery window offered to the zip codes of one range."""

    zone: ZipRange
    window: Window


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def normalised_zip(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()


def covered(zip_code: str, zones: Iterable[ZipRange]) -> bool:
    return any(zone.covers(zip_code) for zone in zones)
