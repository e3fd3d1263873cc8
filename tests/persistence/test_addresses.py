"""Matches of the address register."""

from dataclasses import replace

import pytest

from domain.model.location import AddressLevel, AddressMatch, Location
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.addresses.demo import load_demo_addresses
from persistence.addresses.normalise import address_key, city_key, normalise_text, place_key
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer

DOCUMENTED = Location("2100", "København", "Kattegatvej 53")
INVENTED = Location("2100", "København Ø", "Nowhere 1")
AUTHORITATIVE = "INSERT INTO register_import VALUES ('DK', true)"


@pytest.fixture
async def register(store: PostgresAdapters) -> PostgresAdapters:
    await load_demo_addresses(store.database)
    return store


async def find(register: PostgresAdapters, location: Location, country: str = "DK") -> AddressMatch:
    (found,) = await register.addresses.find(country, [location])
    return found


async def test_the_documented_address_is_verified_with_its_coordinates(register: PostgresAdapters) -> None:
    assert await find(register, DOCUMENTED) == AddressMatch(
        key=place_key("DK", "2100", "København Ø", "kattegatvej 53"),
        level=AddressLevel.VERIFIED,
        expected_cities=("København Ø",),
        latitude=55.722582,
        longitude=12.6082901,
    )


@pytest.mark.usefixtures("register")
async def test_the_documented_request_is_kept_where_the_register_says(usecases: UseCases) -> None:
    (made,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    assert (made.booking.pickup.latitude, made.booking.pickup.longitude) == (55.722582, 12.6082901)
    assert (made.booking.drop_off.latitude, made.booking.drop_off.longitude) == (55.722534, 12.607489)
    assert made.booking.drop_off.level is AddressLevel.VERIFIED


@pytest.mark.parametrize("address_1", ["kattegatvej  53", "KATTEGATVEJ 53, 2. tv", "Kattegatvej 53 st. th."])
async def test_an_address_may_be_spelt_in_many_ways(register: PostgresAdapters, address_1: str) -> None:
    found = await find(register, Location(" 2100", "københavn ø", address_1))
    assert found.level is AddressLevel.VERIFIED
    assert found.key == (await find(register, DOCUMENTED)).key


async def test_an_unknown_address_is_left_open(register: PostgresAdapters) -> None:
    found = await find(register, INVENTED)
    assert (found.level, found.exists, found.city_agrees) == (AddressLevel.UNVERIFIED, True, True)
    assert (found.latitude, found.suggestions) == (None, ())


async def test_another_city_contradicts_a_known_zip_code(register: PostgresAdapters) -> None:
    found = await find(register, replace(DOCUMENTED, city="Aarhus"))
    assert (found.city_agrees, found.expected_cities) == (False, ("København Ø",))
    assert (await find(register, Location("8000", "Århus", "Åvej 1"))).city_agrees


async def test_an_unknown_zip_code_contradicts_no_city(register: PostgresAdapters) -> None:
    found = await find(register, Location("9999", "Anywhere", "Vej 1"))
    assert (found.exists, found.city_agrees, found.expected_cities) == (True, True, ())


@pytest.mark.parametrize("zip_code", ["21 00", "dk-2100", "2\u00a0100"])
async def test_a_zip_code_may_be_spelt_in_many_ways(register: PostgresAdapters, zip_code: str) -> None:
    assert await find(register, replace(DOCUMENTED, zip=zip_code)) == await find(register, DOCUMENTED)


def test_an_extension_of_a_zip_code_makes_no_other_place() -> None:
    assert place_key("US", "12345-6789", "A", "B 1") == place_key("US", "12345", "A", "B 1")
    assert place_key("US", "no code", "A", "B 1") != place_key("US", "12345", "A", "B 1")


async def test_an_authoritative_register_rules_out_what_it_does_not_know(
    register: PostgresAdapters, observer: Observer
) -> None:
    await observer.value(AUTHORITATIVE)
    found = await find(register, replace(DOCUMENTED, address_1="Kategatvej 54"))
    assert (found.exists, found.level) == (False, AddressLevel.UNVERIFIED)
    assert found.suggestions == ("Kattegatvej",)
    assert not (await find(register, INVENTED)).suggestions
    assert (await find(register, DOCUMENTED)).exists
    assert (await find(register, INVENTED, "SE")).exists  # as nothing is known of Sweden


async def test_a_batch_is_answered_in_its_order(register: PostgresAdapters) -> None:
    places = [DOCUMENTED, INVENTED, DOCUMENTED, replace(DOCUMENTED, address_2="7tv")]
    levels = [found.level for found in await register.addresses.find("DK", places)]
    assert levels == [AddressLevel[name] for name in ("VERIFIED", "UNVERIFIED", "VERIFIED", "VERIFIED")]
    assert await register.addresses.find("DK", []) == []


async def test_the_demo_addresses_may_be_loaded_again(register: PostgresAdapters, observer: Observer) -> None:
    counted = "SELECT (SELECT count(*) FROM address) + (SELECT count(*) FROM postal_area)"
    before = await observer.value(counted)
    await load_demo_addresses(register.database)
    assert await observer.value(counted) == before > 30


@pytest.mark.parametrize(
    ("address_1", "street", "house_number"),
    [
        ("Kattegatvej 53", "kattegatvej", "53"),
        ("Kattegatvej 53a", "kattegatvej", "53a"),
        ("Kattegatvej 53 A, 2. tv", "kattegatvej", "53a"),
        ("Kattegatvej 53, kl.", "kattegatvej", "53"),
        ("10 Downing Street", "downing street", "10"),
        ("Ærø Allé 7B", "aero alle", "7b"),
        ("A\u030aboulevarden 1", "aaboulevarden", "1"),
        ("Plads A", "plads a", ""),
        ("Hovedgaden", "hovedgaden", ""),
        ("17", "17", ""),
        ("!", "", ""),
    ],
)
def test_an_address_is_a_street_and_a_house_number(address_1: str, street: str, house_number: str) -> None:
    key = address_key(address_1)
    assert (key.street, key.house_number) == (street, house_number)


def test_letters_are_written_in_ascii() -> None:
    assert normalise_text("Ærø  Å-gade, Łódź") == "aero aa gade lodz"
    assert city_key("København Ø") == city_key("KØBENHAVN NV") == city_key("kobenhavn") == "kobenhavn"


async def test_the_longest_address_is_read_at_once(register: PostgresAdapters) -> None:
    for text in ("a 1 " * 125, "1 " * 250, "\ufdfa" * 500):
        assert (await find(register, replace(DOCUMENTED, address_1=text))).exists
