from datetime import date

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.types.booking import Booking
from api.graphql.types.places import TimeWindow
from api.graphql.types.rule import SlotReason, Violation
from domain.model import batches, slots
from domain.rules.slots import MOST_REASONS


@strawberry.type(description="The result that one item of a batch would have.")
class RehearsedDelivery(DomainType):
    domain_type = batches.RehearsalResult

    index: int = attribute("The place of the item in the batch, from 0.")
    booking: Booking | None = attribute(
        "The booking as it would be stored, even if it breaks rules. Null if the item is not well-formed or "
        "changes a delivery that does not exist."
    )
    violations: list[Violation] = attribute(
        "Every rule that the item breaks, alone or together with other items. Empty if it breaks none."
    )


@strawberry.type(description="A delivery window on a day on which it can be booked.")
class OpenSlot(DomainType):
    domain_type = slots.OpenSlot

    day: date = attribute("The day of the delivery.")
    window: TimeWindow = attribute(
        "The delivery window.", path="", convert=lambda slot: slot.window.on(slot.day)
    )


@strawberry.type(description="A delivery window that is offered to a postal code, on one day.")
class Slot(DomainType):
    domain_type = slots.Slot

    day: date = attribute("The day of the delivery.")
    window: TimeWindow = attribute(
        "The delivery window; any window inside it can be booked as well. If the account sets no limits, "
        "this is its default window, and any other window can be booked too.",
        path="",
        convert=lambda slot: slot.window.on(slot.day),
    )
    open: bool = attribute(
        "Whether the slot can be booked.", path="reasons", convert=lambda reasons: not reasons
    )
    reasons: list[SlotReason] = attribute(
        "Why the slot is closed, with the codes that `createDeliveries` would return. Empty if it is open.",
        most=MOST_REASONS,
    )
    nearest_open: OpenSlot | None = attribute(
        "For a closed slot, the nearest open day, at most 62 days before or after the requested days, with "
        "the window that starts closest to this one; never one that is over. Null if there is none, and for "
        "an open slot."
    )
