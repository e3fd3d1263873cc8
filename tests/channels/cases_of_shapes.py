"""Cases of fields that are not as they must be, as far as both channels can say them."""

from datetime import date
from decimal import Decimal

from domain.errors import Code
from domain.model.time_of_day import TimeOfDay
from tests.channels.case import BatchCall, Case
from tests.channels.case_items import FRIDAY, FULL, USUAL, item

BAD = Code.MALFORMED_REQUEST


def shape(name: str, path: str, **changes: object) -> Case:
    """An item with one malformed field."""
    return Case(name, BatchCall.CREATE, (item(**changes),), ((0, BAD, path),))


SHAPES = (
    Case("a delivery needs little", BatchCall.CREATE, (USUAL,)),
    Case("a delivery may say everything", BatchCall.CREATE, (FULL,)),
    Case(
        "free text has lines",
        BatchCall.CREATE,
        (item(notes="first\n\tthen", label="a\r\nb", drop_off__address_2="7tv\ndør 1", reference="a\tb"),),
    ),
    Case(
        "defaults can be asked for",
        BatchCall.CREATE,
        (
            {
                **USUAL,
                "reference": None,
                "recipient.email": None,
                "recipient.phone.number": None,
                "pickup_window.start": None,
                "pickup_window.end": None,
                "delivery_window.start": None,
                "delivery_window.end": None,
                "department": None,
                "packages": None,
                "insured_value": None,
                "notes": None,
                "kind": None,
            },
        ),
    ),
    shape("a name is not blank", "recipient.name", recipient__name=" "),
    shape("a name is to be seen", "recipient.name", recipient__name="\u200b\u3164"),
    shape("a name is one line", "recipient.name", recipient__name="Roma\nRoma"),
    shape("a name turns nothing around", "recipient.name", recipient__name="\u202eamoR"),
    shape("a city is to be seen", "drop_off.city", drop_off__city="\u2800"),
    shape("a city is not blank", "drop_off.city", drop_off__city=""),
    shape("a street is not blank", "pickup.address_1", pickup__address_1="\t"),
    shape("a zip code is not blank", "pickup.zip", pickup__zip=" "),
    shape("a zip code is short", "drop_off.zip", drop_off__zip="2" * 17),
    shape("a reference is short", "reference", reference="x" * 501),
    shape("a label is not a novel", "label", label="x" * 2_001),
    shape("notes hold no NUL", "notes", notes="a\0b"),
    shape("an address line is short", "drop_off.address_2", drop_off__address_2="x" * 501),
    shape("a description is short", "pickup.description", pickup__description="x" * 501),
    shape("notes hold no escapes", "notes", notes="\x1b[31m"),
    shape("a reference turns nothing around", "reference", reference="\u20674711"),
    shape("an e-mail address is no more than that", "recipient.email", recipient__email="<a@b.c>"),
    shape("an e-mail address is one", "recipient.email", recipient__email="a@b.dk;c@d.dk"),
    shape("an e-mail address has a domain", "recipient.email", recipient__email="roma@"),
    shape("a phone number has no letters", "recipient.phone.number", recipient__phone__number="call me"),
    shape("a dialling code has no letters", "recipient.phone.dial_code", recipient__phone__dial_code="DK"),
    shape("a country has a code", "recipient.phone.country", recipient__phone__country="Denmark"),
    shape("there is at least one package", "packages", packages=0),
    shape("there are no negative packages", "packages", packages=-1),
    shape("there are 999 packages at most", "packages", packages=1_000),
    shape("an insured value is not negative", "insured_value", insured_value=Decimal("-0.01")),
    shape("an insured value has a limit", "insured_value", insured_value=Decimal("100000000.01")),
    shape("an insured value has few decimals", "insured_value", insured_value=Decimal("0." + "1" * 21)),
    shape("a delivery is not of the past century", "delivery_date", delivery_date=date(1969, 12, 31)),
    shape("a returned delivery has a short id", "returned_delivery_id", returned_delivery_id="x" * 501),
    shape(
        "a pickup window starts before it ends",
        "pickup_window",
        pickup_window__start=TimeOfDay.at(9),
        pickup_window__end=TimeOfDay.at(8),
    ),
    shape(
        "a delivery window is not empty",
        "delivery_window",
        delivery_window__start=TimeOfDay.at(9),
        delivery_window__end=TimeOfDay.at(9),
    ),
    Case(
        "one item may have many malformed fields",
        BatchCall.CREATE,
        (item(recipient__name="", packages=0, label="x" * 2_001, drop_off__zip=""),),
        ((0, BAD, "drop_off.zip"), (0, BAD, "recipient.name"), (0, BAD, "packages"), (0, BAD, "label")),
    ),
    Case(
        "a malformed item hides its own faults, not those of the others",
        BatchCall.CREATE,
        (
            item(packages=0, delivery_date=FRIDAY, department="Garden"),
            item(department="Garden"),
            item(notes="\0"),
        ),
        ((0, BAD, "packages"), (1, Code.DEPARTMENT_UNKNOWN, "department"), (2, BAD, "notes")),
    ),
)
