from datetime import date

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.types.booking import Booking
from api.graphql.types.places import Window
from api.graphql.types.rule import Violation
from domain.model import rehearsed
from domain.model import slots as slot


@strawberry.type(description="What would become of one item of a batch.")
class RehearsedDelivery(DomainType):
    domain_type = rehearsed.RehearsalResult

    index: int = attribute("index", "Which item of the batch, from 0.")
    booking: Booking | None = attribute(
        "booking",
        "The booking as it would be kept, whatever is against it. Null where the item is not well-formed, "
        "or is the change of a delivery that does not exist.",
    )
    violations: list[Violation] = attribute(
        "violations", "Every rule the item breaks, by itself or together with others. Empty: it is welcome."
    )


@strawberry.type(description="A window on a day that can be booked.")
class OpenSlot(DomainType):
    domain_type = slot.OpenSlot

    day: date = attribute("day", "The day of the delivery.")
    window: Window = attribute("window", "The delivery window.")


@strawberry.type(description="A delivery window that is offered to a postal code, on one day.")
class Slot(DomainType):
    domain_type = slot.Slot

    day: date = attribute("day", "The day of the delivery.")
    window: Window = attribute(
        "window",
        "The delivery window; any window inside it can be booked alike. Where the account sets no limits, "
        "its default window, and any other can be booked too.",
    )
    open: bool = attribute("reasons", "Whether it can be booked.", through=lambda reasons: not reasons)
    reasons: list[Violation] = attribute(
        "reasons",
        "Why it is closed, with the codes that `createDeliveries` would give. Empty where it is open.",
    )
    nearest_open: OpenSlot | None = attribute(
        "nearest_open",
        "Of a closed slot: the nearest day that is open, up to 62 days around those asked for, with the "
        "window that is most alike. Null where none is, and for an open slot.",
    )
