from datetime import date

import strawberry

from api.graphql.enums import DeliveryState, SweepState, chosen
from api.graphql.ids import NO_ID, SWEEP, id_of
from api.graphql.inputs import given, optional
from domain.model.page import DeliveryFilter, SweepFilter


@strawberry.input(description="Which deliveries a list shows; every part that is given must match.")
class DeliveryFilterInput:
    states: list[DeliveryState] | None = optional("Any of these states. Omitted or empty: all but `DELETED`.")
    date_from: date | None = optional("To be delivered on this day or later.")
    date_to: date | None = optional("To be delivered on this day or earlier.")
    zip: str | None = optional("Dropped off at exactly this postal code, as `2100`.")
    city: str | None = optional("Dropped off in exactly this city, written as `dropOff.city` shows it.")
    recipient: str | None = optional(
        "For a recipient of exactly this name, as `recipient.name` shows it. `text` finds parts of it."
    )
    reference: str | None = optional("With exactly this reference of yours.")
    sweep: strawberry.ID | None = optional("On the sweep with this id.")
    department: str | None = optional("Of exactly this department, as `Catering`.")
    text: str | None = optional(
        "What a person types into a search box: each word must begin a word of the reference, the "
        "recipient's name, the label or the notes, in capitals or not. `rom 10` finds Roma's `ORDER-1001`. "
        "16 words count at most; signs between words do not matter."
    )


@strawberry.input(description="Which sweeps a list shows; every part that is given must match.")
class SweepFilterInput:
    states: list[SweepState] | None = optional("Any of these states. Omitted or empty: all but `CANCELED`.")
    day: date | None = optional("Of this day.")


def delivery_filter(wanted: DeliveryFilterInput | None) -> DeliveryFilter:
    if wanted is None:
        return DeliveryFilter()
    sweep = given(wanted.sweep)
    return DeliveryFilter(
        states=chosen(wanted.states),
        first_date=given(wanted.date_from),
        last_date=given(wanted.date_to),
        reference=given(wanted.reference),
        sweep_id=None if sweep is None else id_of(SWEEP, sweep) or NO_ID,
        zip=given(wanted.zip),
        city=given(wanted.city),
        recipient=given(wanted.recipient),
        department=given(wanted.department),
        text=given(wanted.text),
    )


def sweep_filter(wanted: SweepFilterInput | None) -> SweepFilter:
    if wanted is None:
        return SweepFilter()
    return SweepFilter(chosen(wanted.states), given(wanted.day))
