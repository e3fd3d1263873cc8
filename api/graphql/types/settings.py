from datetime import date, time, timedelta

import strawberry

from api.graphql.enums import AddressMode, Weekday
from api.graphql.ids import STORE, opaque
from api.graphql.mirror import Mirror, shows
from api.graphql.types.places import Window
from domain.model import settings, zones


def store_global_id(store_id: str) -> str:
    return opaque(STORE, store_id)


def whole_minutes(length: timedelta) -> int:
    """Rounded up: to wait a little longer never breaks the rule."""
    return -(-length // timedelta(minutes=1))


@strawberry.type(description="Zip codes from one to another, both included, as `1000` to `2999`.")
class ZipRange(Mirror):
    mirrored = zones.ZipRange

    zip_from: str = shows("zip_from", "The first zip code of the range.")
    zip_to: str = shows("zip_to", "The last zip code of the range.")


@strawberry.type(description="A delivery window that is offered to the zip codes of one range.")
class ZoneWindow(Mirror):
    mirrored = zones.ZoneWindow

    zone: ZipRange = shows("zone", "To which drop-off zip codes the window is offered.")
    window: Window = shows("window", "What is offered: a delivery window must lie inside it.")


@strawberry.type(description="A pickup place of the account's own; any other is dropshipping.")
class Store(Mirror):
    mirrored = settings.Store

    id: strawberry.ID = shows("id", "An opaque id.", through=store_global_id)
    name: str = shows("name", "What the account calls the store.")
    zip: str = shows("zip", "The postal code, as `2100`.")
    city: str = shows("city", "The city, as `København`.")
    address1: str = shows("address_1", "Street and house number, as `Kattegatvej 53`.")


@strawberry.type(
    description="What the account allows. Today's settings judge every create and update; a change never "
    "alters deliveries that were accepted before."
)
class Settings(Mirror):
    mirrored = settings.Settings

    time_zone: str = shows(
        "time_zone", "The account's time zone by its IANA name, as `Europe/Copenhagen`.", through=str
    )
    country: str = shows("country", "The account's country by its ISO 3166 code, as `DK`.")
    address: str = shows("address", "The account's main address in one line.")
    pickup_deadline: time = shows(
        "pickup_deadline",
        "When the default pickup window starts; it is 30 minutes long. A default, never a limit.",
    )
    delivery_window_start: time = shows(
        "delivery_window_start",
        "The account's delivery window: the default, and the limit wherever no `zoneWindows` covers the "
        "drop-off zip code. Equal to `deliveryWindowEnd` it means no limit, and 08:00 to 16:00 by default.",
    )
    delivery_window_end: time = shows("delivery_window_end", "When the account's delivery window closes.")
    week_days: list[Weekday] = shows(
        "week_days", "The days of the week on which deliveries run. Empty means every day.", through=sorted
    )
    closed_dates: list[date] = shows("closed_dates", "Days without deliveries, in order.", through=sorted)
    zone_windows: list[ZoneWindow] = shows("zone_windows", "Delivery windows of certain zip codes.")
    pickup_zones: list[ZipRange] = shows(
        "pickup_zones", "Where parcels may be picked up. Empty means nowhere."
    )
    delivery_zones: list[ZipRange] = shows(
        "delivery_zones", "Where parcels may be dropped off. Empty means nowhere."
    )
    home_delivery: bool = shows("home_delivery", "Whether anything can be booked at all.")
    store_pickup: bool = shows(
        "store_pickup", "Whether parcels may be picked up at the account's own stores."
    )
    dropshipping: bool = shows("dropshipping", "Whether parcels may be picked up anywhere but at its stores.")
    notify_by_email: bool = shows("notify_by_email", "Whether recipients may be notified by e-mail.")
    notify_by_sms: bool = shows("notify_by_sms", "Whether recipients may be notified by SMS.")
    stores: list[Store] = shows("stores", "The account's own pickup places.")
    departments: list[str] = shows("departments", "The account's departments, the default one first.")
    notice_minutes: int | None = shows(
        "notice",
        "The least time between now and the start of the pickup window, in minutes rounded up; 0 refuses the "
        "past. Null means no check at all.",
        through=whole_minutes,
    )
    address_mode: AddressMode = shows(
        "address_mode", "What becomes of an address that the register cannot verify."
    )
