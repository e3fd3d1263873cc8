from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number as the client wrote it; `country` is an ISO 3166 code of two or three letters."""

    country: str
    dial_code: str
    number: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """The recipient of the parcels; `id` is the client's own reference to the person."""

    name: str
    id: str = ""
    email: str = ""
    phone: Phone | None = None
