"""Any delivery that the rules accept, and more."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from domain.model.booking import Booking, Kind
from domain.model.delivery import Delivery, State
from domain.model.location import AddressLevel, Location
from domain.model.recipient import Phone, Recipient
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
times = st.integers(0, END_OF_DAY.minutes).map(TimeOfDay)
windows = st.lists(times, min_size=2, max_size=2, unique=True).map(lambda ends: Window(*sorted(ends)))
instants = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
locations = st.builds(
    Location,
    zip=texts,
    city=texts,
    address_1=texts,
    address_2=texts,
    description=texts,
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    level=st.sampled_from(AddressLevel),
)
bookings = st.builds(
    Booking,
    reference=texts,
    recipient=st.builds(Recipient, texts, texts, texts, st.none() | st.builds(Phone, texts, texts, texts)),
    delivery_date=st.dates(date(1970, 1, 1)),
    pickup_window=windows,
    delivery_window=windows,
    pickup=locations,
    drop_off=locations,
    department=texts,
    packages=st.integers(1, 999),
    insured_value=st.none() | st.decimals(0, Decimal(100_000_000), places=20),
    label=texts,
    notes=texts,
    kind=st.sampled_from(Kind),
    returned_delivery_id=texts,
    return_request_by=texts,
)


def deliveries(account_id: str, sweep_id: str) -> st.SearchStrategy[Delivery]:
    """Return deliveries without an id, some of them on the sweep."""
    places = st.just((None, None)) | st.tuples(st.just(sweep_id), st.integers(0, 9_999))
    return st.builds(
        lambda place, **parts: Delivery("", account_id, sweep_id=place[0], position=place[1], **parts),
        places,
        booking=bookings,
        state=st.sampled_from(State),
        created_at=instants,
        updated_at=instants,
        estimate=st.none() | windows,
        missed_day=st.none() | st.dates(),
    )
