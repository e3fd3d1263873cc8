"""Names of countries in this dialect, and the length of their zip codes if these are all digits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """A country; `zip_digits` is 0 if its zip codes are not plain numbers of one length."""

    name: str
    zip_digits: int = 0


COUNTRIES = {
    "AT": Country("Austria", 4),
    "AU": Country("Australia", 4),
    "BE": Country("Belgium", 4),
    "BG": Country("Bulgaria", 4),
    "CA": Country("Canada"),
    "CH": Country("Switzerland", 4),
    "CY": Country("Cyprus", 4),
    "CZ": Country("Czechia", 5),
    "DE": Country("Germany", 5),
    "DK": Country("Denmark", 4),
    "EE": Country("Estonia", 5),
    "ES": Country("Spain", 5),
    "FI": Country("Finland", 5),
    "FO": Country("Faroe Islands", 3),
    "FR": Country("France", 5),
    "GB": Country("United Kingdom"),
    "GL": Country("Greenland", 4),
    "GR": Country("Greece", 5),
    "HR": Country("Croatia", 5),
    "HU": Country("Hungary", 4),
    "IE": Country("Ireland"),
    "IN": Country("India", 6),
    "IS": Country("Iceland", 3),
    "IT": Country("Italy", 5),
    "LT": Country("Lithuania", 5),
    "LU": Country("Luxembourg", 4),
    "LV": Country("Latvia", 4),
    "MT": Country("Malta"),
    "NL": Country("Netherlands"),
    "NO": Country("Norway", 4),
    "NZ": Country("New Zealand", 4),
    "PL": Country("Poland", 5),
    "PT": Country("Portugal", 7),
    "RO": Country("Romania", 6),
    "SE": Country("Sweden", 5),
    "SI": Country("Slovenia", 4),
    "SK": Country("Slovakia", 5),
    "UA": Country("Ukraine", 5),
    "US": Country("United States", 5),
}


def find_country(code: str) -> Country:
    """Return the country; a country that is not listed is named by its code."""
    return COUNTRIES.get(code) or Country(code)
