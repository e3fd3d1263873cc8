"""Which media types a request accepts and brings, read exactly and once per header text."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
EVENTS: Final = "text/event-stream"
HTML: Final = "text/html"
LONGEST_KEPT: Final = 500
EXACT: Final = 2


@dataclass(frozen=True, slots=True)
class Accepted:
    """How a request may be answered: `media` in one piece (`None`: not at all), as events, as a page."""

    media: str | None
    events: bool = False
    page: bool = False


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


def negotiate(header: str | None) -> Accepted:
    """How to answer; plain JSON where the client names nothing, events and pages only where it names them."""
    if header is None or not header.strip():
        return Accepted(JSON)
    return _cached(header) if len(header) <= LONGEST_KEPT else _negotiate(header)


def is_json(header: str | None) -> bool:
    """Whether a body is `application/json` in UTF-8, and nothing else that merely looks like it."""
    if header is None or len(header) > LONGEST_KEPT:
        return False
    return _is_json(header)


def _negotiate(header: str) -> Accepted:
    ranges = list(_ranges(header))
    (quality, exactness), _, media = max(_offer(ranges, media) for media in (GRAPHQL, JSON))
    page = _named_quality(ranges, HTML)
    return Accepted(
        media if quality else None,
        events=_named_quality(ranges, EVENTS) > 0,
        page=page > quality or (page == quality > 0 and exactness < EXACT),
    )


def _offer(ranges: list[Range], media: str) -> tuple[tuple[float, int], bool, str]:
    """Of two equally welcome, the precise type for who names it, plain JSON for who takes anything."""
    rank = _rank(ranges, media)
    return rank, (media == GRAPHQL) == (rank[1] == EXACT), media


def _named_quality(ranges: list[Range], media: str) -> float:
    """The quality of a media type that the client names, no wildcard."""
    quality, exactness = _rank(ranges, media)
    return quality if exactness == EXACT else 0


def _rank(ranges: list[Range], media: str) -> tuple[float, int]:
    """The quality of a media type, by the most exact range that covers it, and how exact that is."""
    exactness, quality = max(
        ((each.exactness, each.quality) for each in ranges if each.covers(media)), default=(0, 0.0)
    )
    return quality, exactness


def _ranges(header: str) -> Iterator[Range]:
    for element in header.lower().split(","):
        kind, *parameters = (part.strip() for part in element.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value.strip())
            elif not _is_utf8(parameter):
                quality = 0
        yield Range(kind, quality)


def _quality(text: str) -> float:
    """A q-value; one that is none counts as "not acceptable"."""
    try:
        value = float(text)
    except ValueError:
        return 0
    return value if 0 <= value <= 1 else 0


def _is_utf8(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "charset" and value.strip().strip('"') in ("utf-8", "utf8")


@lru_cache(maxsize=256)
def _is_json(header: str) -> bool:
    kind, *parameters = (part.strip() for part in header.lower().split(";"))
    return kind == JSON and all(_is_utf8(each) for each in parameters if each)


_cached = lru_cache(maxsize=256)(_negotiate)
