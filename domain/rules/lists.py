"""Lists that cannot have results, so that the database need not be asked."""

from domain.model.page import DeliveryFilter, PageRequest
from domain.rules.identifiers import is_id, is_storable


def is_valid_page(page: PageRequest) -> bool:
    """Whether a page begins and ends at possible ids."""
    return all(is_id(place.id) for place in (page.after, page.before) if place is not None)


def may_match(wanted: DeliveryFilter) -> bool:
    """Whether any stored delivery could match the filter."""
    if wanted.first_date and wanted.last_date and wanted.first_date > wanted.last_date:
        return False
    texts = (wanted.reference, wanted.zip, wanted.city, wanted.recipient, wanted.department, wanted.text)
    return (wanted.sweep_id is None or is_id(wanted.sweep_id)) and is_storable("".join(filter(None, texts)))
