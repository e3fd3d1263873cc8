"""Conversion of the fields of a place to a location."""

from typing import Final

from domain.model.location import Location
from domain.model.postal_codes.normal_form import show_code
from domain.model.settings import Settings
from domain.rules.form_reader import FormReader

ZIP_LENGTH: Final = 16
NOWHERE: Final = Location("", "", "")
"""The start of a new place: its required fields are refused unless the form fills them."""
COORDINATES: Final = {
    path: frozenset({f"{path}.latitude", f"{path}.longitude"}) for path in ("pickup", "drop_off")
}


def read_location(reader: FormReader, settings: Settings, path: str, before: Location) -> Location:
    required = reader.required_text if reader.is_omitted(path) else reader.text
    zip_code = required(f"{path}.zip", before.zip, ZIP_LENGTH)
    if f"{path}.zip" in reader.form:
        zip_code = show_code(settings.country, zip_code)
    city = required(f"{path}.city", before.city)
    address_1 = required(f"{path}.address_1", before.address_1)
    is_moved = (zip_code, city, address_1) != (before.zip, before.city, before.address_1)
    same_place = NOWHERE if is_moved else before
    latitude, longitude = _coordinates(reader, path, same_place)
    return Location(
        zip_code,
        city,
        address_1,
        address_2=reader.text(f"{path}.address_2", before.address_2),
        description=reader.text(f"{path}.description", before.description),
        latitude=latitude,
        longitude=longitude,
        level=same_place.level,
    )


def _coordinates(reader: FormReader, path: str, before: Location) -> tuple[float, float] | tuple[None, None]:
    """Read both coordinates or none; existing ones stay only with the same address."""
    latitude = reader.coordinate(f"{path}.latitude", before.latitude, 90)
    longitude = reader.coordinate(f"{path}.longitude", before.longitude, 180)
    if latitude is None or longitude is None:
        return None, None
    return latitude, longitude
