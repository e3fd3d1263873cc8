"""The two ends of a booking by the part that they take: in a return, pickup and drop-off swap their parts."""

from dataclasses import dataclass

from domain.model.booking import Booking, Kind
from domain.model.location import AddressMatch, Location
from domain.rules.context import BookingContext


@dataclass(frozen=True, slots=True)
class End:
    """One end of a booking: the path of its attribute, its place, and what the address register found."""

    path: str
    name: str
    location: Location
    match: AddressMatch


def pickup_end(booking: Booking, context: BookingContext) -> End:
    return End("pickup", "Pickup", booking.pickup, context.pickup)


def drop_off_end(booking: Booking, context: BookingContext) -> End:
    return End("drop_off", "Drop-off", booking.drop_off, context.drop_off)


def store_location(booking: Booking) -> Location:
    """Return the place of the merchant's end, without the cost of the end."""
    return booking.drop_off if booking.kind is Kind.RETURN else booking.pickup


def recipient_location(booking: Booking) -> Location:
    """Return the place of the recipient's end, without the cost of the end."""
    return booking.pickup if booking.kind is Kind.RETURN else booking.drop_off


def store_end(booking: Booking, context: BookingContext) -> End:
    """Return the merchant's end: the pickup or, of a return, the drop-off."""
    is_return = booking.kind is Kind.RETURN
    return drop_off_end(booking, context) if is_return else pickup_end(booking, context)


def recipient_end(booking: Booking, context: BookingContext) -> End:
    """Return the recipient's end: the drop-off or, of a return, the pickup."""
    is_return = booking.kind is Kind.RETURN
    return pickup_end(booking, context) if is_return else drop_off_end(booking, context)
