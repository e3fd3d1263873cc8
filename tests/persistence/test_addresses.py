from domain.model.location import AddressLevel, Location
from persistence.addresses.demo import load_demo_addresses
from persistence.store import Store

DOCUMENTED = Location("2100", "København", "Kattegatvej 53")


async def test_the_documented_address_is_verified_with_its_coordinates(store: Store) -> None:
    await load_demo_addresses(store.database)
    await load_demo_addresses(store.database)
    (found,) = await store.addresses.find("DK", [DOCUMENTED])
    assert (found.level, found.exists, found.city_agrees) == (AddressLevel.VERIFIED, True, True)
    assert (found.latitude, found.longitude) == (55.722582, 12.6082901)
    assert found.expected_cities == ("København Ø",)
