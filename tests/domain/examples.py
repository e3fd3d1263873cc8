"""An accepted example of each value, for tests that change one attribute."""

from datetime import UTC, date, datetime

from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.location import AddressMatch, Location
from domain.model.recipient import Recipient
from domain.model.sweep import Sweep, SweepState
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.rules.context import BookingContext
from tests.fakes import open_settings

NOW = datetime(2018, 3, 28, 9, 0, tzinfo=UTC)
DELIVERY_ID = "5ab3b4cb038cbe9805c957b1"
SWEEP_ID = "5ab3b4cb038cbe9805c957ff"
BOOKING = Booking(
    reference="Test",
    recipient=Recipient("Roma"),
    delivery_date=date(2018, 4, 5),
    pickup_window=Window(TimeOfDay.at(2, 10), TimeOfDay.at(3, 15)),
    delivery_window=Window(TimeOfDay.at(8), TimeOfDay.at(16)),
    pickup=Location("2100", "København", "Kattegatvej 53"),
    drop_off=Location("2100", "København", "Kattegatvej 57"),
    department="Catering",
)
CONTEXT = BookingContext(open_settings(), NOW, AddressMatch("kattegatvej 53"), AddressMatch("kattegatvej 57"))
DELIVERY = Delivery(DELIVERY_ID, "account", BOOKING, State.CREATED, NOW, NOW)
SWEEP = Sweep(SWEEP_ID, "account", BOOKING.delivery_date, SweepState.PLANNED, NOW, NOW)
