from datetime import date
from typing import Final

import strawberry
from strawberry import UNSET

from api.graphql.enums import DeliveryState, SweepState, domain_values
from api.graphql.field_metadata import describe_field, field_metadata
from api.graphql.global_ids import NO_ID, SWEEP, raw_id
from api.graphql.inputs.delivery import optional_field, unset_to_none
from domain.model.page import DeliveryFilter, SweepFilter

SEARCH_PRICE: Final = 50


@strawberry.input(
    description="Criteria for deliveries; a delivery matches if it meets all that are given. Words that are "
    "too frequent, or several criteria of which each is frequent but few deliveries meet all, are refused "
    "with the code `SEARCH_TOO_BROAD`; another word or criterion helps, e.g. a day."
)
class DeliveryFilterInput:
    states: list[DeliveryState] | None = optional_field(
        "In one of these states. Omitted or empty: in any state but `DELETED`."
    )
    date_from: date | None = optional_field("The day of the delivery is this day or later.")
    date_to: date | None = optional_field("The day of the delivery is this day or earlier.")
    zip: str | None = optional_field(
        "The drop-off has exactly this postal code, e.g. `2100`, in any spelling."
    )
    city: str | None = optional_field("The drop-off has exactly this city, spelt as in `dropOff.city`.")
    recipient: str | None = optional_field(
        "The recipient has exactly this name, spelt as in `recipient.name`; `text` finds parts of names."
    )
    reference: str | None = optional_field("The delivery has exactly this reference. Empty: it has none.")
    sweep: strawberry.ID | None = optional_field("The delivery is on the sweep with this `id`.")
    department: str | None = optional_field(
        "The delivery has exactly this department, e.g. `Catering`. Empty: it has none."
    )
    text: str | None = strawberry.field(
        default=UNSET,
        metadata=field_metadata(price=SEARCH_PRICE),
        description=describe_field(
            "Text from a search box: each of its words must begin a word of the reference, the recipient's "
            "name, the label or the notes, regardless of case. `rom 10` finds Roma's `ORDER-1001`. Only the "
            "first 16 words count; punctuation is ignored.",
            price=SEARCH_PRICE,
        ),
    )


@strawberry.input(description="Criteria for sweeps; a sweep matches if it meets all that are given.")
class SweepFilterInput:
    states: list[SweepState] | None = optional_field(
        "In one of these states. Omitted or empty: in any state but `CANCELED`."
    )
    day: date | None = optional_field("The sweep is on this day.")


def delivery_filter(wanted: DeliveryFilterInput | None) -> DeliveryFilter:
    if wanted is None:
        return DeliveryFilter()
    sweep = unset_to_none(wanted.sweep)
    return DeliveryFilter(
        states=domain_values(wanted.states),
        first_date=unset_to_none(wanted.date_from),
        last_date=unset_to_none(wanted.date_to),
        reference=unset_to_none(wanted.reference),
        sweep_id=None if sweep is None else raw_id(SWEEP, sweep) or NO_ID,
        zip=unset_to_none(wanted.zip),
        city=unset_to_none(wanted.city),
        recipient=unset_to_none(wanted.recipient),
        department=unset_to_none(wanted.department),
        text=unset_to_none(wanted.text),
    )


def sweep_filter(wanted: SweepFilterInput | None) -> SweepFilter:
    if wanted is None:
        return SweepFilter()
    return SweepFilter(domain_values(wanted.states), unset_to_none(wanted.day))
