"""Cases of zip codes, which have one verdict however they are spelt."""

from domain.errors import Code
from domain.model.zones import ZipRange
from tests.channels.case import BatchCall, Case, Standing
from tests.channels.case_items import change, item

# A country, a range of its zones, spellings of codes in it, and codes outside.
ZONES = (
    ("DK", ("2100", "2199"), ("2100", "DK-2100", "21 00"), ("2250", "dk 1999")),
    ("NO", ("0", "0999"), ("0150", "150", "N-0150"), ("1000", "NO-1000")),
    ("SE", ("100 00", "119 99"), ("114 55", "11455", "SE-114 55"), ("120 00", "s-12000")),
    ("DE", ("1000", "1999"), ("01067", "1067", "D-01067"), ("10115", "D-10115")),
    ("NL", ("1000", "1099"), ("1012 AB", "1012ab", "NL-1099 ZZ"), ("1100 AA", "nl 1100aa")),
    ("GB", ("NG1", "NG9"), ("NG9 1AA", "ng91aa", "GB-NG1 1AA"), ("NG10 1AA", "ng241aa")),
    ("IE", ("D01", "D24"), ("D02 X285", "d02x285", "D2 X285"), ("A65 F4E2",)),
    ("FR", ("01000", "01999"), ("01000", "1000", "F-01000"), ("75001", "FR-75001")),
    ("PL", ("00-001", "09-999"), ("00-950", "00950", "PL 950"), ("10-000", "10000")),
    ("PT", ("1000-001", "1999-999"), ("1000-001", "1000001", "P-1000 001"), ("2000-001",)),
    ("US", ("501", "12345"), ("12345-6789", "00501", "501"), ("12346-0001", "US 12346")),
    ("CA", ("K1A", "K9Z"), ("K1A 0B1", "k1a0b1", "CA-K9Z 9Z9"), ("L1A 0A0", "l1a0a0")),
    ("JP", ("100-0000", "109-9999"), ("100-0001", "1000001"), ("110-0001", "0010010")),
    ("BR", ("01000-000", "01999-999"), ("01310-100", "01.310-100", "1310100"), ("20000-000",)),
)


def _case_of(country: str, ends: tuple[str, str], inside: tuple[str, ...], outside: tuple[str, ...]) -> Case:
    zones = (ZipRange(*ends),)
    return Case(
        f"the spellings of zip codes of {country}",
        BatchCall.CREATE,
        (
            *(item(pickup__zip=each, drop_off__zip=each) for each in inside),
            *(item(pickup__zip=inside[0], drop_off__zip=each) for each in outside),
        ),
        tuple(
            (place, Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip")
            for place in range(len(inside), len(inside) + len(outside))
        ),
        {"country": country, "pickup_zones": zones, "delivery_zones": zones},
    )


ZIP_CODES = (
    *(_case_of(*each) for each in ZONES),
    Case(
        "malformed zip codes are refused before their addresses are looked at",
        BatchCall.CREATE,
        (
            item(drop_off__zip="800", drop_off__city="Nowhere"),
            item(pickup__zip="21 00 1"),
            item(pickup__zip="21OO", drop_off__zip="21000"),
        ),
        (
            (0, Code.ZIP_CODE_MALFORMED, "drop_off.zip"),
            (1, Code.ZIP_CODE_MALFORMED, "pickup.zip"),
            (2, Code.ZIP_CODE_MALFORMED, "pickup.zip"),
            (2, Code.ZIP_CODE_MALFORMED, "drop_off.zip"),
        ),
        {"delivery_zones": (ZipRange("0", "99999"),), "dropshipping": False},
        own_store=True,
    ),
    Case(
        "an update with another spelling changes nothing",
        BatchCall.UPDATE,
        (change(Standing.CREATED, drop_off__zip="DK-2100", pickup__zip="21\u00a000"),),
    ),
    Case(
        "an own store is found by any spelling of its zip code",
        BatchCall.CREATE,
        (item(pickup__zip="dk-2100"), item(pickup__zip="21-00")),
        settings={"dropshipping": False},
        own_store=True,
    ),
    Case(
        "a zone of single zip codes with an excluded range",
        BatchCall.CREATE,
        (item(), item(drop_off__zip="2150"), item(drop_off__zip="2200")),
        (
            (1, Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip"),
            (2, Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip"),
        ),
        {
            "delivery_zones": (
                ZipRange("2150", "2199", excluded=True),
                ZipRange("2100", "2100"),
                ZipRange("2150", "2150"),
            )
        },
    ),
)
