"""Strategies of property tests: values that the domain accepts, and values that it must refuse."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.errors import Code, Violation
from domain.model.booking import Booking, Kind
from domain.model.delivery import Delivery, State
from domain.model.location import AddressLevel, AddressMatch, Location
from domain.model.recipient import Phone, Recipient
from domain.model.settings import AddressMode, ClosedPeriod, CutOff, Settings, Store, Weekday
from domain.model.sweep import Sweep, SweepState
from domain.model.time_of_day import TimeOfDay
from domain.model.window import window_from
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.context import BookingContext

PATHS = (
    *("id", "reference", "delivery_date", "department", "packages", "insured_value", "label", "notes"),
    *("kind", "returned_delivery_id", "return_request_by", "insurance"),
    *("recipient", "recipient.name", "recipient.id", "recipient.email"),
    *("recipient.phone", "recipient.phone.country", "recipient.phone.dial_code", "recipient.phone.number"),
    *("pickup_window", "pickup_window.start", "pickup_window.end"),
    *("delivery_window", "delivery_window.start", "delivery_window.end"),
    *("pickup", "pickup.zip", "pickup.city", "pickup.address_1", "pickup.address_2", "pickup.description"),
    *("pickup.latitude", "pickup.longitude", "drop_off.latitude", "drop_off.longitude", "drop_off"),
    *("drop_off.zip", "drop_off.city", "drop_off.address_1", "drop_off.address_2", "drop_off.description"),
)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9999, 12, 31)
ZONE_NAMES = ("Europe/Copenhagen", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "UTC")

T = TypeVar("T")


def few(kind: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Draw none, one or two, in a fraction of the time of a list."""
    return st.just(()) | st.tuples(kind) | st.tuples(kind, kind)


ids = st.integers(0, 16**24 - 1).map(lambda number: f"{number:024x}")
days = st.dates(FIRST_DAY, LAST_DAY)
names = st.sampled_from(["Kattegatvej 53", "København Ø", "{0}, 2100", "Ærø 1\u2003b", "x" * 500, "漢"])
texts = names | st.sampled_from(["", " ", "7tv\ndør 1", "%s {name}"])
zip_codes = st.integers(0, 9999).map(lambda number: f"{number:04}")
any_zip_codes = zip_codes | st.sampled_from(["SW1A 1AA", "AD500"])
time_zones = st.sampled_from(ZONE_NAMES).map(ZoneInfo)
minutes = st.integers(0, 24 * 60 - 1)
times = minutes.map(TimeOfDay)
instants = st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
degrees = st.floats(-90, 90)
windows = st.builds(
    lambda start, length: window_from(start, timedelta(minutes=length)),
    times,
    st.integers(1, 24 * 60),
)
zip_ranges = st.builds(ZipRange, zip_codes, zip_codes)

places = st.builds(Location, zip=any_zip_codes, city=names, address_1=names)
whole_places = st.builds(
    Location,
    zip=zip_codes,
    city=names,
    address_1=names,
    address_2=texts,
    description=texts,
    level=st.sampled_from(AddressLevel),
)
locations = whole_places | st.builds(
    Location, zip=zip_codes, city=names, address_1=names, latitude=degrees, longitude=degrees
)
phones = st.builds(
    Phone,
    country=st.sampled_from(["DK", "SWE"]),
    dial_code=st.sampled_from(["45", "", "+46"]),
    number=st.sampled_from(["123", "12 34 56 78"]),
)
recipients = st.builds(
    Recipient,
    name=names,
    id=texts,
    email=st.sampled_from(["", "roma@example.com"]),
    phone=st.none() | phones,
)
whole_bookings = st.builds(
    Booking,
    reference=texts,
    recipient=recipients,
    delivery_date=days,
    pickup_window=windows,
    delivery_window=windows,
    pickup=locations,
    drop_off=locations,
    department=st.sampled_from(["", "Catering", "Bakery"]),
    packages=st.integers(1, 999),
    insured_value=st.none() | st.integers(0, 100_000_000).map(Decimal),
    label=texts,
    notes=texts,
    kind=st.sampled_from(Kind),
    returned_delivery_id=st.just("") | ids,
    return_request_by=texts,
)
# What rules look at is drawn, the rest is fixed: quicker than whole bookings.
bookings = st.builds(
    Booking,
    reference=st.just("Test"),
    recipient=st.just(Recipient("Roma")),
    delivery_date=days,
    pickup_window=windows,
    delivery_window=windows,
    pickup=places,
    drop_off=places,
    department=st.sampled_from(["", "Catering", "Bakery"]),
    kind=st.sampled_from(Kind),
)
stores = st.builds(Store, id=ids, name=names, zip=zip_codes, city=names, address_1=names, key=names)
cut_offs = st.builds(CutOff, st.sampled_from(Weekday), st.integers(0, 7), times)
notices = st.none() | st.timedeltas(timedelta(0), timedelta.max)


def week_days_in(bits: int) -> frozenset[Weekday]:
    return frozenset(day for day in Weekday if bits >> day & 1)


def start_before_end(settings: Settings) -> Settings:
    ends = (settings.delivery_window_start, settings.delivery_window_end)
    return replace(settings, delivery_window_start=min(ends), delivery_window_end=max(ends))


settings_of_accounts = st.builds(
    Settings,
    time_zone=time_zones,
    country=st.sampled_from(["DK", "NO"]),
    address=texts,
    pickup_deadline=times,
    delivery_window_start=times,
    delivery_window_end=times,
    week_days=st.integers(0, 127).map(week_days_in),
    closed_dates=few(days).map(frozenset),
    closed_periods=few(st.tuples(days, days).map(lambda ends: ClosedPeriod(min(ends), max(ends)))),
    cut_offs=st.just(()) | st.tuples(cut_offs),
    zone_windows=few(st.builds(ZoneWindow, zip_ranges, windows)),
    pickup_zones=few(zip_ranges),
    delivery_zones=few(zip_ranges),
    home_delivery=st.booleans(),
    store_pickup=st.booleans(),
    dropshipping=st.booleans(),
    stores=few(stores),
    departments=st.sampled_from([(), ("Catering",), ("Bakery", "Catering")]),
    notice=notices,
    address_mode=st.sampled_from(AddressMode),
).map(start_before_end)
findings = st.builds(
    AddressMatch,
    key=names,
    level=st.sampled_from(AddressLevel),
    exists=st.booleans(),
    city_agrees=st.booleans(),
    expected_cities=few(names),
    latitude=st.none() | degrees,
    longitude=st.none() | degrees,
)
contexts = st.builds(BookingContext, settings_of_accounts, instants, findings, findings)
deliveries = st.builds(
    Delivery,
    id=ids,
    account_id=st.just("account"),
    booking=whole_bookings,
    state=st.sampled_from(State),
    created_at=instants,
    updated_at=instants,
    sweep_id=st.none() | ids,
    position=st.none() | st.integers(0, 9_999),
    estimate=st.none() | windows,
    missed_day=st.none() | days,
)
sweeps = st.builds(Sweep, ids, st.just("account"), days, st.sampled_from(SweepState), instants, instants)
violations = st.builds(
    Violation, st.sampled_from(Code), st.sampled_from(PATHS), st.just({}), st.integers(0, 5)
)

wild_texts = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\ud800", "a\0b", "{0}", "{", "x" * 2001]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | wild_texts
    | st.decimals()
    | st.sampled_from([Decimal("sNaN"), Decimal("1E+999999"), Decimal("0E+999999"), Decimal("-0"), 10**4000])
    | st.dates()
    | st.times()
    | times
    | st.times(timezones=st.just(UTC))
    | st.datetimes()
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(wild_texts, inner, max_size=3),
    max_leaves=6,
)
wild_forms = st.dictionaries(st.sampled_from(PATHS) | wild_texts, json_values, max_size=12)


def form_from_booking(booking: Booking) -> dict[str, object]:
    """Return a form of exactly this booking."""
    form: dict[str, object] = {
        "reference": booking.reference,
        "recipient.name": booking.recipient.name,
        "recipient.id": booking.recipient.id,
        "recipient.email": booking.recipient.email,
        "delivery_date": booking.delivery_date,
        "department": booking.department,
        "packages": booking.packages,
        "insured_value": booking.insured_value,
        "label": booking.label,
        "notes": booking.notes,
        "kind": booking.kind.value,
        "returned_delivery_id": booking.returned_delivery_id,
        "return_request_by": booking.return_request_by,
    }
    for path, window in (
        ("pickup_window", booking.pickup_window),
        ("delivery_window", booking.delivery_window),
    ):
        form |= {f"{path}.start": window.start, f"{path}.end": window.end}
    for path, place in (("pickup", booking.pickup), ("drop_off", booking.drop_off)):
        form |= {f"{path}.zip": place.zip, f"{path}.city": place.city, f"{path}.address_1": place.address_1}
        form |= {f"{path}.address_2": place.address_2, f"{path}.description": place.description}
        form |= {f"{path}.latitude": place.latitude, f"{path}.longitude": place.longitude}
    if phone := booking.recipient.phone:
        form |= {"recipient.phone.country": phone.country, "recipient.phone.dial_code": phone.dial_code}
        form |= {"recipient.phone.number": phone.number}
    return form
