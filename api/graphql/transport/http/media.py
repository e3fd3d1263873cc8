"""The media types that a request accepts and sends, parsed once per header value."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from api.operations.accept_header import EXACT, Range, is_utf8, read_ranges

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
EVENTS: Final = "text/event-stream"
HTML: Final = "text/html"
LONGEST_CACHED: Final = 500


@dataclass(frozen=True, slots=True)
class Accepted:
    """The accepted forms of an answer: one of type `media` (`None`: not accepted), events, or a page."""

    media: str | None
    events: bool = False
    page: bool = False


def negotiate(header: str) -> Accepted:
    """Return the accepted forms: JSON by default, events and pages only if the client names them."""
    if not header or header.isspace():
        return _JSON_ALONE
    return _cached(header) if len(header) <= LONGEST_CACHED else _negotiate(header)


def is_json(header: str) -> bool:
    """Whether the content type of a body is `application/json` in UTF-8."""
    return len(header) <= LONGEST_CACHED and _is_json(header)


def _negotiate(header: str) -> Accepted:
    ranges = list(read_ranges(header))
    (quality, exactness), _, media = max(_offer(ranges, media) for media in (GRAPHQL, JSON))
    page = _named_quality(ranges, HTML)
    return Accepted(
        media if quality else None,
        events=_named_quality(ranges, EVENTS) > 0,
        page=page > quality or (page == quality > 0 and exactness < EXACT),
    )


def _offer(ranges: list[Range], media: str) -> tuple[tuple[float, int], bool, str]:
    """Rank a media type; a tie is won by the GraphQL type if the client names it, else by plain JSON."""
    rank = _rank(ranges, media)
    return rank, (media == GRAPHQL) == (rank[1] == EXACT), media


def _named_quality(ranges: list[Range], media: str) -> float:
    """Return the quality of a media type that the client names without a wildcard."""
    quality, exactness = _rank(ranges, media)
    return quality if exactness == EXACT else 0


def _rank(ranges: list[Range], media: str) -> tuple[float, int]:
    """Return quality and exactness of the most exact range that covers a media type."""
    exactness, quality = max(
        ((each.exactness, each.quality) for each in ranges if each.covers(media)), default=(0, 0.0)
    )
    return quality, exactness


@lru_cache(maxsize=256)
def _is_json(header: str) -> bool:
    kind, *parameters = (part.strip() for part in header.lower().split(";"))
    return kind == JSON and all(is_utf8(each) for each in parameters if each)


_JSON_ALONE: Final = Accepted(JSON)
_cached = lru_cache(maxsize=256)(_negotiate)
