"""The filters of lists, and lists that cannot have results, so that the database need not be asked."""

from dataclasses import replace
from typing import Any

from domain.model.page import DeliveryFilter, PageRequest
from domain.rules.identifiers import is_id, is_storable
from domain.rules.texts import normalize_text

_TEXTS = ("reference", "zip", "city", "recipient", "department", "text")


def is_valid_page(page: PageRequest) -> bool:
    """Whether a page begins and ends at possible ids."""
    return all(is_id(place.id) for place in (page.after, page.before) if place is not None)


def may_match(wanted: DeliveryFilter) -> bool:
    """Whether any stored delivery could match the filter."""
    if wanted.first_date and wanted.last_date and wanted.first_date > wanted.last_date:
        return False
    texts = "".join(_texts(wanted).values())
    return (wanted.sweep_id is None or is_id(wanted.sweep_id)) and is_storable(texts)


def normalize_filter(wanted: DeliveryFilter) -> DeliveryFilter:
    """Return the filter with its texts in the form in which texts are stored."""
    texts: dict[str, Any] = {name: normalize_text(text) for name, text in _texts(wanted).items()}
    return replace(wanted, **texts)


def _texts(wanted: DeliveryFilter) -> dict[str, str]:
    return {name: text for name in _TEXTS if (text := getattr(wanted, name))}
