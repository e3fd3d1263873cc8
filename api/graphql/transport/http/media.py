"""The media types that a request accepts and sends, parsed once per header value."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
EVENTS: Final = "text/event-stream"
HTML: Final = "text/html"
LONGEST_CACHED: Final = 500
EXACT: Final = 2


@dataclass(frozen=True, slots=True)
class Accepted:
    """The accepted forms of an answer: one of type `media` (`None`: not accepted), events, or a page."""

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
    """Return the accepted forms: JSON by default, events and pages only if the client names them."""
    if header is None or not header.strip():
        return Accepted(JSON)
    return _cached(header) if len(header) <= LONGEST_CACHED else _negotiate(header)


def is_json(header: str | None) -> bool:
    """Whether the content type of a body is `application/json` in UTF-8."""
    if header is None or len(header) > LONGEST_CACHED:
        return False
    return _is_json(header)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header asks for gzip, at least as much as for no encoding."""
    codings = {each.kind: each.quality for each in _ranges(header)}
    quality = codings.get("gzip", codings.get("x-gzip", codings.get("*", 0)))
    return quality > 0 and quality >= codings.get("identity", 0)


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
    """Return a q-value; an invalid one counts as "not acceptable"."""
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
