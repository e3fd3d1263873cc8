"""What can be asked of the store at all; anything else finds nothing and need not be asked."""

from domain.model.page import DeliveryFilter, PageRequest
from domain.rules.identifiers import is_id, is_storable


def is_valid_page(page: PageRequest) -> bool:
    """Whether a page begins and ends where something could be."""
    return all(is_id(place.id) for place in (page.after, page.before) if place is not None)


def may_match(wanted: DeliveryFilter) -> bool:
    """Whether anything that is kept could pass the filter."""
    texts = (wanted.reference, wanted.zip, wanted.city, wanted.recipient, wanted.department, wanted.text)
    return (wanted.sweep_id is None or is_id(wanted.sweep_id)) and is_storable("".join(filter(None, texts)))
