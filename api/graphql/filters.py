import re
from datetime import date

import strawberry

from api.graphql.enums import DeliveryState, SweepState, chosen
from api.graphql.ids import NO_ID, SWEEP, id_of
from api.graphql.inputs import given, optional
from domain.model.page import DeliveryFilter, SweepFilter

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@strawberry.input(description="Which deliveries a list shows; every part that is given must match.")
class DeliveryFilterInput:
    states: list[DeliveryState] | None = optional("Any of these states. Omitted or empty: all but `DELETED`.")
    date_from: date | None = optional("To be delivered on this day or later.")
    date_to: date | None = optional("To be delivered on this day or earlier.")
    reference: str | None = optional("With exactly this reference of yours.")
    sweep: strawberry.ID | None = optional("On the sweep with this id.")


@strawberry.input(description="Which sweeps a list shows; every part that is given must match.")
class SweepFilterInput:
    states: list[SweepState] | None = optional("Any of these states. Omitted or empty: all but `CANCELED`.")
    day: date | None = optional("Of this day.")


def delivery_filter(wanted: DeliveryFilterInput | None) -> DeliveryFilter:
    if wanted is None:
        return DeliveryFilter()
    sweep, reference = given(wanted.sweep), given(wanted.reference)
    sweep_id = None if sweep is None else id_of(SWEEP, sweep) or NO_ID
    if reference is not None and _UNSTORABLE.search(reference):
        # No delivery can have such a reference, and the store could not even look for it.
        reference, sweep_id = None, NO_ID
    return DeliveryFilter(
        states=chosen(wanted.states),
        first_date=given(wanted.date_from),
        last_date=given(wanted.date_to),
        reference=reference,
        sweep_id=sweep_id,
    )


def sweep_filter(wanted: SweepFilterInput | None) -> SweepFilter:
    if wanted is None:
        return SweepFilter()
    return SweepFilter(chosen(wanted.states), given(wanted.day))
