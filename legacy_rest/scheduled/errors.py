"""Every error of the domain in this dialect, with the documented sentences."""

from collections.abc import Mapping
from dataclasses import replace

from domain.errors import Code, NotAuthenticated, Refused
from legacy_rest.errors import COMMON_ERRORS, ErrorTable, RefusalFormat
from legacy_rest.problems import Problem
from legacy_rest.scheduled.fields import NAMES

# To the letter, mistakes included: clients may compare them.
DOCUMENTED_SENTENCES = {
    Code.DELIVERY_LOCKED: "Planned or finished deliveris cannot be {done}. Delivery ID: {id}.",
    Code.PICKUP_ZONE_NOT_ALLOWED: "Pickup zone doesn't fall into allowed range. Zip code: {zip}.",
    Code.DELIVERY_ZONE_NOT_ALLOWED: "Delivery zone doesn't fall into allowed range. Zip code: {zip}.",
}

_REFUSALS = RefusalFormat(NAMES, DOCUMENTED_SENTENCES)

ERRORS: ErrorTable = {**COMMON_ERRORS, Refused: _REFUSALS.describe_refusal}


def errors_with(other_names: Mapping[int, Mapping[str, str]]) -> ErrorTable:
    """Return the table for a request in which some items, by their indexes, have fields of other names."""
    return {**ERRORS, Refused: replace(_REFUSALS, other_names=other_names).describe_refusal}


def _user_not_found(_error: NotAuthenticated) -> Problem:
    return Problem(400, "user_not_found", "User not found.")


# Documented for the settings and the header `Token`; clients of OAuth need a 401 to request another token.
SETTINGS_ERRORS: ErrorTable = {**ERRORS, NotAuthenticated: _user_not_found}
