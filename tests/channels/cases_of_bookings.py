"""Cases of new deliveries that the account's settings do or do not allow."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.errors import Code
from domain.model.settings import AddressMode, ClosedPeriod, CutOff, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.form_reader import Form
from tests.channels.case import BatchCall, Case, Need, Refusal
from tests.channels.case_items import FRIDAY, THURSDAY, item

ONLY_2100 = (ZipRange("2100", "2199"),)
THURSDAYS = frozenset({Weekday.THURSDAY})
SOON = datetime.now(UTC).date() + timedelta(days=2)
MORNING = ZoneWindow(ZipRange("2000", "2999"), Window(TimeOfDay.at(6), TimeOfDay.at(9)))
WORKING_HOURS: dict[str, Any] = {
    "delivery_window_start": TimeOfDay.at(8),
    "delivery_window_end": TimeOfDay.at(16),
}
AARHUS = {"zip": "8000", "city": "Aarhus C"}


def at(place: str, **parts: str) -> dict[str, object]:
    """Some parts of a place."""
    return {f"{place}__{name}": value for name, value in parts.items()}


def window(start: int, end: int) -> dict[str, object]:
    return {"delivery_window__start": TimeOfDay.at(start), "delivery_window__end": TimeOfDay.at(end)}


def accept(name: str, *items: Form, own_store: bool = False, **settings: object) -> Case:
    return Case(name, BatchCall.CREATE, items or (item(),), (), settings, own_store)


def refuse(
    name: str, item_: Form, *refusals: tuple[Code, str], own_store: bool = False, **settings: object
) -> Case:
    """One item and what is wrong with it."""
    refused: tuple[Refusal, ...] = tuple((0, code, path) for code, path in refusals)
    return Case(name, BatchCall.CREATE, (item_,), refused, settings, own_store)


BOOKINGS = (
    accept(
        "texts are the same however their letters are composed",
        item(recipient__name="Ame\u0301lie", department="Cafe\u0301"),
        departments=("Caf\u00e9",),
    ),
    refuse(
        "a pickup outside the zones",
        item(**at("pickup", **AARHUS)),
        (Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip"),
        pickup_zones=ONLY_2100,
    ),
    refuse(
        "a drop-off outside the zones",
        item(**at("drop_off", **AARHUS)),
        (Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip"),
        delivery_zones=ONLY_2100,
    ),
    refuse(
        "no zones at all",
        item(),
        (Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip"),
        (Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip"),
        pickup_zones=(),
        delivery_zones=(),
    ),
    accept("both ends of a zone", pickup_zones=(ZipRange("2100", "2100"),), delivery_zones=ONLY_2100),
    refuse(
        "dropshipping where it is off",
        item(),
        (Code.DROPSHIPPING_NOT_ALLOWED, "pickup"),
        dropshipping=False,
    ),
    accept("a pickup at an own store is not dropshipping", own_store=True, dropshipping=False),
    refuse(
        "another street than the own store's",
        item(pickup__address_1="Kattegatvej 1"),
        (Code.DROPSHIPPING_NOT_ALLOWED, "pickup"),
        own_store=True,
        dropshipping=False,
    ),
    refuse("no home delivery", item(), (Code.SERVICE_NOT_OFFERED, "drop_off"), home_delivery=False),
    refuse(
        "no store pickup",
        item(),
        (Code.SERVICE_NOT_OFFERED, "pickup"),
        own_store=True,
        store_pickup=False,
    ),
    accept("no store pickup, but no store either", store_pickup=False),
    refuse(
        "neither service",
        item(),
        (Code.SERVICE_NOT_OFFERED, "drop_off"),
        (Code.SERVICE_NOT_OFFERED, "pickup"),
        own_store=True,
        store_pickup=False,
        home_delivery=False,
    ),
    refuse(
        "a returned delivery that does not exist",
        item(returned_delivery_id="no-id"),
        (Code.RETURNED_DELIVERY_UNKNOWN, "returned_delivery_id"),
    ),
    refuse("an unknown department", item(department="Garden"), (Code.DEPARTMENT_UNKNOWN, "department")),
    accept("an empty department is the default one", item(department="")),
    refuse(
        "addresses that nobody can verify, where they must be",
        item(pickup__address_1="Ingensteds 1", drop_off__address_1="Ingensteds 2"),
        (Code.ADDRESS_NOT_FOUND, "pickup.address_1"),
        (Code.ADDRESS_NOT_FOUND, "drop_off.address_1"),
        address_mode=AddressMode.STRICT,
    ),
    Case(
        "a city that the zip code does not belong to",
        BatchCall.CREATE,
        (item(drop_off__city="Aarhus"), item(pickup__city="Odense")),
        (
            (0, Code.ADDRESS_CITY_MISMATCH, "drop_off.city"),
            (1, Code.ADDRESS_CITY_MISMATCH, "pickup.city"),
        ),
        needs=Need.REGISTER,
        needed=(Code.ADDRESS_CITY_MISMATCH,),
    ),
    refuse(
        "a day of the week without deliveries",
        item(delivery_date=FRIDAY),
        (Code.WEEKDAY_NOT_AVAILABLE, "delivery_date"),
        week_days=THURSDAYS,
    ),
    refuse(
        "a closed date",
        item(),
        (Code.DATE_CLOSED, "delivery_date"),
        closed_dates=frozenset({THURSDAY}),
    ),
    refuse(
        "a day in a closed period",
        item(),
        (Code.DATE_CLOSED, "delivery_date"),
        closed_periods=(ClosedPeriod(THURSDAY - timedelta(days=3), FRIDAY),),
    ),
    accept(
        "the day after a closed period",
        item(delivery_date=FRIDAY),
        closed_periods=(ClosedPeriod(THURSDAY, THURSDAY),),
    ),
    refuse(
        "a day after its cut-off",
        item(),
        (Code.CUT_OFF_PASSED, "delivery_date"),
        cut_offs=(CutOff(Weekday.THURSDAY, 1, TimeOfDay.at(14)),),
    ),
    accept(
        "days before their cut-off or without one",
        item(),
        item(delivery_date=date(2099, 1, 2)),
        cut_offs=(CutOff(Weekday.FRIDAY, 7, TimeOfDay.at(0)),),
    ),
    refuse(
        "a closed date on the wrong day of the week",
        item(delivery_date=FRIDAY),
        (Code.WEEKDAY_NOT_AVAILABLE, "delivery_date"),
        (Code.DATE_CLOSED, "delivery_date"),
        week_days=THURSDAYS,
        closed_dates=frozenset({FRIDAY}),
    ),
    refuse(
        "a window outside the account's",
        item(**window(7, 9)),
        (Code.WINDOW_NOT_AVAILABLE, "delivery_window"),
        **WORKING_HOURS,
    ),
    accept("a window as wide as the account's", item(**window(8, 16)), **WORKING_HOURS),
    refuse(
        "the account's window where the zip code has another",
        item(**window(9, 10)),
        (Code.WINDOW_NOT_AVAILABLE, "delivery_window"),
        zone_windows=(MORNING,),
        **WORKING_HOURS,
    ),
    accept(
        "the window of the zip code", item(**window(6, 9)), item(), zone_windows=(MORNING,), **WORKING_HOURS
    ),
    refuse(
        "the past",
        item(delivery_date=date(2018, 3, 1)),
        (Code.NOTICE_TOO_SHORT, "pickup_window"),
        (Code.DELIVERY_WINDOW_PAST, "delivery_window"),
        notice=timedelta(0),
    ),
    refuse(
        "less notice than a year",
        item(delivery_date=SOON),
        (Code.NOTICE_TOO_SHORT, "pickup_window"),
        notice=timedelta(days=365),
    ),
    accept("notice enough", item(delivery_date=date(2099, 1, 1)), notice=timedelta(hours=1)),
    accept("the past where notice does not matter", item(delivery_date=date(1970, 1, 1)), notice=None),
    refuse(
        "everything wrong at once",
        item(department="Garden", delivery_date=FRIDAY, **window(1, 2)),
        (Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip"),
        (Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip"),
        (Code.DROPSHIPPING_NOT_ALLOWED, "pickup"),
        (Code.SERVICE_NOT_OFFERED, "drop_off"),
        (Code.DEPARTMENT_UNKNOWN, "department"),
        (Code.WEEKDAY_NOT_AVAILABLE, "delivery_date"),
        (Code.DATE_CLOSED, "delivery_date"),
        (Code.WINDOW_NOT_AVAILABLE, "delivery_window"),
        (Code.NOTICE_TOO_SHORT, "pickup_window"),
        (Code.DELIVERY_WINDOW_PAST, "delivery_window"),
        pickup_zones=(),
        delivery_zones=(),
        dropshipping=False,
        home_delivery=False,
        week_days=THURSDAYS,
        closed_dates=frozenset({FRIDAY}),
        notice=timedelta(days=365),
        **WORKING_HOURS,
    ),
    Case(
        "one bad item among good ones",
        BatchCall.CREATE,
        (item(), item(delivery_date=FRIDAY), item()),
        ((1, Code.WEEKDAY_NOT_AVAILABLE, "delivery_date"),),
        {"week_days": THURSDAYS},
    ),
    Case(
        "every item wrong in its own way",
        BatchCall.CREATE,
        (item(delivery_date=FRIDAY), item(department="Garden"), item(**at("drop_off", **AARHUS))),
        (
            (0, Code.WEEKDAY_NOT_AVAILABLE, "delivery_date"),
            (1, Code.DEPARTMENT_UNKNOWN, "department"),
            (2, Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip"),
        ),
        {"week_days": THURSDAYS, "delivery_zones": ONLY_2100},
    ),
)
