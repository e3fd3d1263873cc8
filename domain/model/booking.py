from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.model.location import Location
from domain.model.recipient import Recipient
from domain.model.window import Window


class Kind(StrEnum):
    """Whether parcels go out to a recipient or come back from one."""

    DELIVERY = "DELIVERY"
    RETURN = "RETURN"


@dataclass(frozen=True, slots=True)
class Booking:
    """What a merchant asks for, complete and well-formed, but not yet judged by the account's rules.

    `delivery_date` is the calendar day in the account's time zone and both windows are local times on it.
    `insured_value` is in the account's currency, `None` without insurance.
    """

    reference: str
    recipient: Recipient
    delivery_date: date
    pickup_window: Window
    delivery_window: Window
    pickup: Location
    drop_off: Location
    department: str
    packages: int = 1
    insured_value: Decimal | None = None
    label: str = ""
    notes: str = ""
    kind: Kind = Kind.DELIVERY
    returned_delivery_id: str = ""
    return_request_by: str = ""
