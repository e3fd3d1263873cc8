"""The elements of an Accept or Accept-Encoding header field, with their qualities."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

EXACT: Final = 2


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header; `exactness` is 2 for a type, 1 for `type/*`, 0 for `*/*`."""

    kind: str
    quality: float

    @property
    def exactness(self) -> int:
        return EXACT - self.kind.count("*")

    def covers(self, media: str) -> bool:
        return self.kind in (media, "*/*", f"{media.partition('/')[0]}/*")


def read_ranges(header: str) -> Iterator[Range]:
    """Yield the elements; one with a parameter other than a quality or UTF-8 is not acceptable."""
    for element in header.lower().split(","):
        kind, *parameters = (part.strip() for part in element.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value.strip())
            elif not is_utf8(parameter):
                quality = 0
        yield Range(kind, quality)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header asks for gzip, at least as much as for no encoding."""
    codings = {each.kind: each.quality for each in read_ranges(header)}
    quality = codings.get("gzip", codings.get("x-gzip", codings.get("*", 0)))
    return quality > 0 and quality >= codings.get("identity", 0)


def is_utf8(parameter: str) -> bool:
    """Whether a parameter of a media type is the charset UTF-8."""
    name, _, value = parameter.partition("=")
    return name.strip() == "charset" and value.strip().strip('"') in ("utf-8", "utf8")


def _quality(text: str) -> float:
    """Return a q-value; an invalid one counts as "not acceptable"."""
    try:
        value = float(text)
    except ValueError:
        return 0
    return value if 0 <= value <= 1 else 0
