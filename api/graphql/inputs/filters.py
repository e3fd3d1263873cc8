from datetime import date

import strawberry

from api.graphql.enums import DeliveryState, SweepState, domain_values
from api.graphql.ids import NO_ID, SWEEP, raw_id
from api.graphql.inputs.delivery import optional_field, unset_to_none
from domain.model.page import DeliveryFilter, SweepFilter


@strawberry.input(description="Which deliveries a list shows; every part that is given must match.")
class DeliveryFilterInput:
    states: list[DeliveryState] | None = optional_field(
        "Any of these states. Omitted or empty: all but `DELETED`."
    )
    date_from: date | None = optional_field("To be delivered on this day or later.")
    date_to: date | None = optional_field("To be delivered on this day or earlier.")
    zip: str | None = optional_field("Dropped off at exactly this postal code, as `2100`.")
    city: str | None = optional_field("Dropped off in exactly this city, written as `dropOff.city` shows it.")
    recipient: str | None = optional_field(
        "For a recipient of exactly this name, as `recipient.name` shows it. `text` finds parts of it."
    )
    reference: str | None = optional_field("With exactly this reference of yours.")
    sweep: strawberry.ID | None = optional_field("On the sweep with this id.")
    department: str | None = optional_field("Of exactly this department, as `Catering`.")
    text: str | None = optional_field(
        "What a person types into a search box: each word must begin a word of the reference, the "
        "recipient's name, the label or the notes, in capitals or not. `rom 10` finds Roma's `ORDER-1001`. "
        "16 words count at most; signs between words do not matter."
    )


@strawberry.input(description="Which sweeps a list shows; every part that is given must match.")
class SweepFilterInput:
    states: list[SweepState] | None = optional_field(
        "Any of these states. Omitted or empty: all but `CANCELED`."
    )
    day: date | None = optional_field("Of this day.")


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
