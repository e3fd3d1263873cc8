from datetime import date, timedelta

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import AddressMode, Weekday
from api.graphql.ids import STORE, encode_id
from api.graphql.types.places import Window
from domain.model import settings, zones
from domain.model.time_of_day import TimeOfDay


def store_global_id(store_id: str) -> str:
    return encode_id(STORE, store_id)


def whole_minutes(length: timedelta) -> int:
    """Rounded up: to wait a little longer never breaks the rule."""
    return -(-length // timedelta(minutes=1))


@strawberry.type(description="Zip codes from one to another, both included, as `1000` to `2999`.")
class ZipRange(DomainType):
    domain_type = zones.ZipRange

    zip_from: str = attribute("zip_from", "The first zip code of the range.")
    zip_to: str = attribute("zip_to", "The last zip code of the range.")


@strawberry.type(description="A delivery window that is offered to the zip codes of one range.")
class ZoneWindow(DomainType):
    domain_type = zones.ZoneWindow

    zone: ZipRange = attribute("zone", "To which drop-off zip codes the window is offered.")
    window: Window = attribute("window", "What is offered: a delivery window must lie inside it.")


@strawberry.type(description="A pickup place of the account's own; any other is dropshipping.")
class Store(DomainType):
    domain_type = settings.Store

    id: strawberry.ID = attribute("id", "An opaque id.", through=store_global_id)
    name: str = attribute("name", "What the account calls the store.")
    zip: str = attribute("zip", "The postal code, as `2100`.")
    city: str = attribute("city", "The city, as `København`.")
    address1: str = attribute("address_1", "Street and house number, as `Kattegatvej 53`.")


@strawberry.type(
    description="What the account allows. Today's settings judge every create and update; a change never "
    "alters deliveries that were accepted before."
)
class Settings(DomainType):
    domain_type = settings.Settings

    time_zone: str = attribute(
        "time_zone", "The account's time zone by its IANA name, as `Europe/Copenhagen`.", through=str
    )
    country: str = attribute("country", "The account's country by its ISO 3166 code, as `DK`.")
    address: str = attribute("address", "The account's main address in one line.")
    pickup_deadline: TimeOfDay = attribute(
        "pickup_deadline",
        "When the default pickup window starts; it is 30 minutes long. A default, never a limit.",
    )
    delivery_window_start: TimeOfDay = attribute(
        "delivery_window_start",
        "The account's delivery window: the default, and the limit wherever no `zoneWindows` covers the "
        "drop-off zip code. Equal to `deliveryWindowEnd` it means no limit, and 08:00 to 16:00 by default.",
    )
    delivery_window_end: TimeOfDay = attribute(
        "delivery_window_end", "When the account's delivery window closes."
    )
    week_days: list[Weekday] = attribute(
        "week_days", "The days of the week on which deliveries run. Empty means every day.", through=sorted
    )
    closed_dates: list[date] = attribute("closed_dates", "Days without deliveries, in order.", through=sorted)
    zone_windows: list[ZoneWindow] = attribute("zone_windows", "Delivery windows of certain zip codes.")
    pickup_zones: list[ZipRange] = attribute(
        "pickup_zones", "Where parcels may be picked up. Empty means nowhere."
    )
    delivery_zones: list[ZipRange] = attribute(
        "delivery_zones", "Where parcels may be dropped off. Empty means nowhere."
    )
    home_delivery: bool = attribute("home_delivery", "Whether anything can be booked at all.")
    store_pickup: bool = attribute(
        "store_pickup", "Whether parcels may be picked up at the account's own stores."
    )
    dropshipping: bool = attribute(
        "dropshipping", "Whether parcels may be picked up anywhere but at its stores."
    )
    notify_by_email: bool = attribute("notify_by_email", "Whether recipients may be notified by e-mail.")
    notify_by_sms: bool = attribute("notify_by_sms", "Whether recipients may be notified by SMS.")
    stores: list[Store] = attribute("stores", "The account's own pickup places.")
    departments: list[str] = attribute("departments", "The account's departments, the default one first.")
    notice_minutes: int | None = attribute(
        "notice",
        "The least time between now and the start of the pickup window, in minutes rounded up; 0 refuses the "
        "past. Null means no check at all.",
        through=whole_minutes,
    )
    address_mode: AddressMode = attribute(
        "address_mode", "What becomes of an address that the register cannot verify."
    )
