"""Demo deliveries, at least one in every state."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.model.settings import Weekday
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form
from domain.rules.lifecycle import Step
from domain.usecases.sweeps import OutcomeStep

# The documented update names this delivery, which therefore exists and can still be changed.
DOCUMENTED_ID = "5ab3b4cb038cbe9805c957b1"
DOCUMENTED_DAY = date(2018, 4, 5)


@dataclass(frozen=True, slots=True)
class DemoSweep:
    """Deliveries of one day, on a sweep or not, started or not, each with the steps that follow."""

    day: date
    outcomes: tuple[tuple[OutcomeStep | Literal[Step.DELETE], ...], ...]
    planned: bool = True
    started: bool = False


def demo_rounds(today: date) -> tuple[DemoSweep, ...]:
    """Return one round of the last Thursday and two of the next, as the account delivers on Thursdays."""
    coming = next_thursday(today)
    past = coming - timedelta(weeks=1)
    return (
        DemoSweep(
            past,
            (
                (),
                (Step.FINISH,),
                (Step.FINISH,),
                (Step.FAIL,),
                (Step.FAIL, Step.KEEP_FOR_REDELIVERY),
                (Step.FAIL, Step.RETURN),
            ),
            started=True,
        ),
        DemoSweep(coming, ((), ())),
        DemoSweep(coming, ((), (), (Step.DELETE,)), planned=False),
    )


def next_thursday(today: date) -> date:
    """Return the first Thursday after today."""
    return today + timedelta(days=(Weekday.THURSDAY - today.weekday() - 1) % 7 + 1)


_PEOPLE = (
    ("Anna Jensen", "Strandvejen 12", "2900", "Hellerup"),
    ("Bo Nielsen", "Nørregade 7", "8000", "Aarhus C"),
    ("Cecilie Holm", "Vestergade 31", "5000", "Odense C"),
    ("David Lund", "Algade 4", "4000", "Roskilde"),
    ("Ella Krogh", "Søndergade 18", "8700", "Horsens"),
    ("Frederik Bach", "Østergade 22", "9000", "Aalborg"),
)


def documented_form() -> Form:
    """Return the documented booking as a form."""
    return {
        **demo_form(DOCUMENTED_DAY, 0),
        "reference": "Test",
        "recipient.name": "Roma",
        "recipient.phone.number": "123",
        "drop_off.zip": "2100",
        "drop_off.city": "København",
        "drop_off.address_1": "Kattegatvej 57",
    }


def demo_form(day: date, number: int) -> Form:
    """Return the booking of the demo's delivery `number`; people and streets are invented."""
    name, street, zip_code, city = _PEOPLE[number % len(_PEOPLE)]
    return {
        "reference": f"ORDER-{1000 + number}",
        "recipient.name": name,
        "recipient.phone.country": "DK",
        "recipient.phone.dial_code": "45",
        "recipient.phone.number": f"20 00 10 {number % 100:02d}",
        "delivery_date": day,
        "delivery_window.start": TimeOfDay.at(8 + number % 3 * 2),
        "delivery_window.end": TimeOfDay.at(12 + number % 3 * 2),
        "pickup_window.start": TimeOfDay.at(6),
        "pickup_window.end": TimeOfDay.at(7, 30),
        "pickup.zip": "2100",
        "pickup.city": "København",
        "pickup.address_1": "Kattegatvej 53",
        "drop_off.zip": zip_code,
        "drop_off.city": city,
        "drop_off.address_1": street,
        "packages": number % 4 + 1,
    }
