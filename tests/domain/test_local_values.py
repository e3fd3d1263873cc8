"""Values whose meaning depends on the account's locale."""

from datetime import date
from zoneinfo import ZoneInfo

from domain.model.settings import Locale
from domain.rules.booking_form import read_booking
from domain.rules.catalogue import Operation
from domain.rules.form_reader import Form, LocalValue, has_local_values, read_local_values
from domain.rules.idempotency import Fingerprint
from tests.fakes import open_settings
from tests.usecases.world import form

SWEDEN = Locale(ZoneInfo("Europe/Stockholm"), "SE")


def fingerprint(item: Form) -> str:
    found = Fingerprint(Operation.CREATE)
    found.add(item)
    return found.text


def test_a_local_value_is_read_by_the_account_s_locale() -> None:
    item: Form = {"notes": "a", "pickup.zip": LocalValue(2100, lambda locale: f"{locale.country} 2100")}
    assert read_local_values(item, SWEDEN) == {"notes": "a", "pickup.zip": "SE 2100"}
    assert has_local_values(item)
    assert not has_local_values({"notes": "a", "packages": 2})


def test_a_booking_is_read_with_the_values_of_its_settings() -> None:
    day = LocalValue("soon", lambda locale: date(2018, 4, 6) if locale.country == "DK" else "soon")
    booking, violations = read_booking(form(delivery_date=day), open_settings(), None, 0)
    assert (booking.delivery_date, violations) == (date(2018, 4, 6), [])


def test_requests_with_the_same_local_values_as_they_were_sent_are_the_same() -> None:
    one = {"pickup.zip": LocalValue(800, lambda _locale: "0800")}
    assert fingerprint(one) == fingerprint({"pickup.zip": LocalValue(800, lambda _locale: "00800")})
    assert fingerprint(one) != fingerprint({"pickup.zip": LocalValue(801, lambda _locale: "0800")})
