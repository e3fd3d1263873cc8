"""Two deliveries, and one alone, as the encoders that clients use write them."""

from collections.abc import Mapping

TWO = [
    {"recipient_name": "Ana B", "pickup_location": {"city": "København", "zip": "2100"}},
    {"recipient_name": "Bo", "pickup_location": {"city": "Aarhus", "zip": "8000"}},
]
ONE = TWO[0]

# By encoder; the names of keys are the client's choice, their escapes and their order are the encoder's.
ENCODED_TWO: Mapping[str, str] = {
    "http_build_query of PHP, a list": (
        "0%5Brecipient_name%5D=Ana+B&0%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&0%5Bpickup_location%5D%5Bzip%5D=2100"
        "&1%5Brecipient_name%5D=Bo&1%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&1%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "http_build_query of PHP, a list in an array": (
        "deliveries%5B0%5D%5Brecipient_name%5D=Ana+B"
        "&deliveries%5B0%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&deliveries%5B0%5D%5Bpickup_location%5D%5Bzip%5D=2100"
        "&deliveries%5B1%5D%5Brecipient_name%5D=Bo"
        "&deliveries%5B1%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&deliveries%5B1%5D%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "http_build_query of PHP, an array keyed by order ids": (
        "90017%5Brecipient_name%5D=Ana+B&90017%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&90017%5Bpickup_location%5D%5Bzip%5D=2100"
        "&4711%5Brecipient_name%5D=Bo&4711%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&4711%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "to_query of Rails": (
        "deliveries%5B%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&deliveries%5B%5D%5Bpickup_location%5D%5Bzip%5D=2100&deliveries%5B%5D%5Brecipient_name%5D=Ana+B"
        "&deliveries%5B%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&deliveries%5B%5D%5Bpickup_location%5D%5Bzip%5D=8000&deliveries%5B%5D%5Brecipient_name%5D=Bo"
    ),
    "build_nested_query of Rack": (
        "%5B%5D%5Brecipient_name%5D=Ana+B&%5B%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&%5B%5D%5Bpickup_location%5D%5Bzip%5D=2100"
        "&%5B%5D%5Brecipient_name%5D=Bo&%5B%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&%5B%5D%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "a form of Rails in a browser": (
        "utf8=%E2%9C%93&authenticity_token=x%2B%2F%3D&deliveries%5B%5D%5Brecipient_name%5D=Ana+B"
        "&deliveries%5B%5D%5Bpickup_location%5D%5Bzip%5D=2100"
        "&deliveries%5B%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&deliveries%5B%5D%5Brecipient_name%5D=Bo&deliveries%5B%5D%5Bpickup_location%5D%5Bzip%5D=8000"
        "&deliveries%5B%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus&commit=Book"
    ),
    "param of jQuery": (
        "deliveries%5B0%5D%5Brecipient_name%5D=Ana+B"
        "&deliveries%5B0%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&deliveries%5B0%5D%5Bpickup_location%5D%5Bzip%5D=2100"
        "&deliveries%5B1%5D%5Brecipient_name%5D=Bo"
        "&deliveries%5B1%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&deliveries%5B1%5D%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "stringify of qs": (
        "deliveries%5B0%5D%5Brecipient_name%5D=Ana%20B"
        "&deliveries%5B0%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&deliveries%5B0%5D%5Bpickup_location%5D%5Bzip%5D=2100"
        "&deliveries%5B1%5D%5Brecipient_name%5D=Bo"
        "&deliveries%5B1%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&deliveries%5B1%5D%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "stringify of qs, arrayFormat brackets, no escapes of keys": (
        "deliveries[][recipient_name]=Ana%20B&deliveries[][pickup_location][city]=K%C3%B8benhavn"
        "&deliveries[][pickup_location][zip]=2100"
        "&deliveries[][recipient_name]=Bo&deliveries[][pickup_location][city]=Aarhus"
        "&deliveries[][pickup_location][zip]=8000"
    ),
    "stringify of qs, allowDots": (
        "deliveries%5B0%5D.recipient_name=Ana%20B&deliveries%5B0%5D.pickup_location.city=K%C3%B8benhavn"
        "&deliveries%5B0%5D.pickup_location.zip=2100"
        "&deliveries%5B1%5D.recipient_name=Bo&deliveries%5B1%5D.pickup_location.city=Aarhus"
        "&deliveries%5B1%5D.pickup_location.zip=8000"
    ),
    "FormUrlEncodedContent of .NET": (
        "%5B0%5D.recipient_name=Ana+B&%5B0%5D.pickup_location.city=K%C3%B8benhavn"
        "&%5B0%5D.pickup_location.zip=2100"
        "&%5B1%5D.recipient_name=Bo&%5B1%5D.pickup_location.city=Aarhus&%5B1%5D.pickup_location.zip=8000"
    ),
    "FormUrlEncodedContent of .NET, keys of .NET in brackets": (
        "%5B0%5D%5Brecipient_name%5D=Ana+B&%5B0%5D%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn"
        "&%5B0%5D%5Bpickup_location%5D%5Bzip%5D=2100"
        "&%5B1%5D%5Brecipient_name%5D=Bo&%5B1%5D%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&%5B1%5D%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "URLEncoder of Java, keys of Spring": (
        "deliveries%5B0%5D.recipient_name=Ana+B&deliveries%5B0%5D.pickup_location.city=K%C3%B8benhavn"
        "&deliveries%5B0%5D.pickup_location.zip=2100"
        "&deliveries%5B1%5D.recipient_name=Bo&deliveries%5B1%5D.pickup_location.city=Aarhus"
        "&deliveries%5B1%5D.pickup_location.zip=8000"
    ),
    "urlencode of Python, as requests sends it": (
        "0.recipient_name=Ana+B&0.pickup_location.city=K%C3%B8benhavn&0.pickup_location.zip=2100"
        "&1.recipient_name=Bo&1.pickup_location.city=Aarhus&1.pickup_location.zip=8000"
    ),
    "urlencode of Python, column by column": (
        "0%5Brecipient_name%5D=Ana+B&1%5Brecipient_name%5D=Bo"
        "&0%5Bpickup_location%5D%5Bcity%5D=K%C3%B8benhavn&1%5Bpickup_location%5D%5Bcity%5D=Aarhus"
        "&0%5Bpickup_location%5D%5Bzip%5D=2100&1%5Bpickup_location%5D%5Bzip%5D=8000"
    ),
    "curl": (
        "[0][recipient_name]=Ana B&[0][pickup_location][city]=København&[0][pickup_location][zip]=2100"
        "&[1][recipient_name]=Bo&[1][pickup_location][city]=Aarhus&[1][pickup_location][zip]=8000"
    ),
}
ENCODED_ONE: Mapping[str, str] = {
    "http_build_query of PHP": (
        "recipient_name=Ana+B&pickup_location%5Bcity%5D=K%C3%B8benhavn&pickup_location%5Bzip%5D=2100"
    ),
    "to_query of Rails": (
        "pickup_location%5Bcity%5D=K%C3%B8benhavn&pickup_location%5Bzip%5D=2100&recipient_name=Ana+B"
    ),
    "FormUrlEncodedContent of .NET": (
        "recipient_name=Ana+B&pickup_location.city=K%C3%B8benhavn&pickup_location.zip=2100"
    ),
    "a list of one": (
        "deliveries[][recipient_name]=Ana B&deliveries[][pickup_location][city]=København"
        "&deliveries[][pickup_location][zip]=2100"
    ),
}
