from dataclasses import replace
from typing import Any

from hypothesis import assume, given

from domain.errors import Code
from domain.model.booking import Booking, Kind
from domain.model.settings import Store
from domain.rules.context import BookingContext
from domain.rules.ends import store_end
from domain.rules.services import (
    check_department,
    check_dropshipping,
    check_returned_delivery,
    check_services,
)
from tests.domain.strategies import bookings, contexts, ids, stores, texts


def with_settings(context: BookingContext, **changes: Any) -> BookingContext:  # noqa: ANN401 - any attribute of Settings
    return replace(context, settings=replace(context.settings, **changes))


def at_own_store(booking: Booking, context: BookingContext, store: Store) -> BookingContext:
    own = replace(store, key=store_end(booking, context).match.key)
    return with_settings(context, stores=(*context.settings.stores, own))


def paths_of_parts(booking: Booking) -> tuple[str, str]:
    """The path of the store's end and that of the recipient's."""
    return ("drop_off", "pickup") if booking.kind is Kind.RETURN else ("pickup", "drop_off")


def elsewhere(context: BookingContext) -> BookingContext:
    return with_settings(context, stores=())


@given(bookings, contexts)
def test_dropshipping_that_is_enabled_is_never_refused(booking: Booking, context: BookingContext) -> None:
    assert not list(check_dropshipping(booking, with_settings(context, dropshipping=True)))


@given(bookings, contexts, stores)
def test_a_pickup_at_an_own_store_is_no_dropshipping(
    booking: Booking, context: BookingContext, store: Store
) -> None:
    assert not list(check_dropshipping(booking, at_own_store(booking, context, store)))


@given(bookings, contexts)
def test_dropshipping_that_is_not_enabled_is_refused(booking: Booking, context: BookingContext) -> None:
    (broken,) = check_dropshipping(booking, with_settings(elsewhere(context), dropshipping=False))
    at_store, _ = paths_of_parts(booking)
    place = booking.pickup if at_store == "pickup" else booking.drop_off
    assert (broken.code, broken.path) == (Code.DROPSHIPPING_NOT_ALLOWED, at_store)
    assert broken.facts["address"] == place.one_line


@given(bookings, contexts, stores)
def test_every_booking_is_refused_without_home_delivery(
    booking: Booking, context: BookingContext, store: Store
) -> None:
    closed = with_settings(context, home_delivery=False, store_pickup=False)
    refused_elsewhere = list(check_services(booking, elsewhere(closed)))
    refused_at_store = list(check_services(booking, at_own_store(booking, closed, store)))
    at_store, at_recipient = paths_of_parts(booking)
    assert [broken.path for broken in refused_elsewhere] == [at_recipient]
    assert [broken.path for broken in refused_at_store] == [at_recipient, at_store]
    assert {broken.code for broken in refused_at_store} == {Code.SERVICE_NOT_OFFERED}


@given(bookings, contexts, stores)
def test_without_store_pickup_only_own_stores_are_refused(
    booking: Booking, context: BookingContext, store: Store
) -> None:
    closed = with_settings(context, home_delivery=True, store_pickup=False)
    assert not list(check_services(booking, elsewhere(closed)))
    assert [broken.facts for broken in check_services(booking, at_own_store(booking, closed, store))] == [
        {"service": "store pickup"}
    ]


@given(bookings, contexts, stores)
def test_services_that_are_offered_are_never_refused(
    booking: Booking, context: BookingContext, store: Store
) -> None:
    offered = with_settings(context, home_delivery=True, store_pickup=True)
    assert not list(check_services(booking, at_own_store(booking, offered, store)))


@given(bookings, contexts)
def test_a_department_of_the_account_is_known(booking: Booking, context: BookingContext) -> None:
    for known in context.settings.departments:
        assert not list(check_department(replace(booking, department=known), context))


@given(bookings, contexts)
def test_a_department_that_is_not_the_account_s_is_refused(booking: Booking, context: BookingContext) -> None:
    assume(booking.department)
    others = tuple(set(context.settings.departments) - {booking.department})
    (broken,) = check_department(booking, with_settings(context, departments=others))
    assert (broken.code, broken.path) == (Code.DEPARTMENT_UNKNOWN, "department")
    assert broken.facts == {"department": booking.department}


@given(bookings, contexts)
def test_an_account_without_departments_needs_none(booking: Booking, context: BookingContext) -> None:
    assert not list(check_department(replace(booking, department=""), with_settings(context, departments=())))


@given(bookings, contexts, ids, texts)
def test_a_return_brings_back_a_delivery_that_exists_or_names_none(
    booking: Booking, context: BookingContext, known: str, text: str
) -> None:
    looked_up = replace(context, deliveries=frozenset({known}))
    for named in ("", known):
        assert not list(check_returned_delivery(replace(booking, returned_delivery_id=named), looked_up))
    for named in filter(None, (text, known[::-1] + "0")):
        (broken,) = check_returned_delivery(replace(booking, returned_delivery_id=named), looked_up)
        assert (broken.code, broken.path) == (Code.RETURNED_DELIVERY_UNKNOWN, "returned_delivery_id")
