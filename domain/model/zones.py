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
            return _number(first) <= _number(zip_code) <= _number(last)
        return normalise_zip(first) <= normalise_zip(zip_code) <= normalise_zip(last)


@dataclass(frozen=True, slots=True)
class ZoneWindow:
    """A delivery window offered to the zip codes of one range."""

    zone: ZipRange
    window: Window


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _number(digits: str) -> tuple[int, str]:
    """Sorts as the number does, however many digits there are; Python reads no more than some thousands."""
    significant = digits.lstrip("0")
    return len(significant), significant


def normalise_zip(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()


def is_covered(zip_code: str, zones: Iterable[ZipRange]) -> bool:
    return any(zone.covers(zip_code) for zone in zones)
