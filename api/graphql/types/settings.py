from datetime import date, timedelta

import strawberry

from api.graphql.context import Info
from api.graphql.conversions import TEXT_OR_NULL
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import AddressMode, Weekday
from api.graphql.global_ids import SETTINGS, STORE, encode_id
from api.graphql.resolvers import resolver
from api.graphql.types.node import Node
from api.graphql.types.places import TimeWindow
from domain.model import settings, zones
from domain.model.settings import MOST_ENTRIES
from domain.model.time_of_day import TimeOfDay


def _settings_global_id(_root: strawberry.Parent[settings.Settings], info: Info) -> strawberry.ID:
    """An opaque id, the same for as long as the account exists; `node` takes it."""
    return strawberry.ID(encode_id(SETTINGS, info.context.caller.account_id))


def store_global_id(store_id: str) -> str:
    return encode_id(STORE, store_id)


def whole_minutes(length: timedelta) -> int:
    """Round up: a slightly longer notice never breaks the rule."""
    return -(-length // timedelta(minutes=1))


@strawberry.type(
    description="A range of zip codes, both ends included, e.g. `1000` to `2999`, or a single zip code."
)
class ZipRange(DomainType):
    domain_type = zones.ZipRange

    zip_from: str = attribute("The first zip code of the range.")
    zip_to: str = attribute("The last zip code of the range, `zipFrom` if it is a single one.")
    excluded: bool = attribute(
        "Whether these zip codes are taken away from the other entries of the list. False in `zoneWindows`."
    )


@strawberry.type(description="A delivery window that is offered to the zip codes of one range.")
class ZoneWindow(DomainType):
    domain_type = zones.ZoneWindow

    zone: ZipRange = attribute("The drop-off zip codes to which the window is offered.")
    window: TimeWindow = attribute("The offered window; a delivery window must lie inside it.")


@strawberry.type(description="A period without deliveries, both ends included.")
class ClosedPeriod(DomainType):
    domain_type = settings.ClosedPeriod

    first_date: date = attribute("The first day.")
    last_date: date = attribute("The last day.")


@strawberry.type(
    description="Until when pickups on one day of the week can be booked. After it a pickup on that day is "
    "refused with `CUT_OFF_PASSED`, and so is every change of it."
)
class CutOff(DomainType):
    domain_type = settings.CutOff

    week_day: Weekday = attribute("The day of the week of the pickups.")
    days_before: int = attribute("How many days before the pickups the cut-off is; 0: on the same day.")
    time: TimeOfDay = attribute("The local time of the cut-off.")


@strawberry.type(description="A pickup place of the account; a pickup at any other place is dropshipping.")
class PickupStore(DomainType, Node):
    domain_type = settings.Store

    id: strawberry.ID = attribute("An opaque id; `node` and `removeStore` take it.", convert=store_global_id)
    name: str = attribute("The account's name for the store.")
    zip: str = attribute("The postal code, e.g. `2100`.")
    city: str = attribute("The city, e.g. `København`.")
    address1: str = attribute("Street and house number, e.g. `Kattegatvej 53`.", path="address_1")


@strawberry.type(
    description="What the account allows. Creates and updates are checked against the present settings; a "
    "change of the settings never alters deliveries that were accepted before."
)
class Settings(DomainType, Node):
    domain_type = settings.Settings

    id: strawberry.ID = resolver(path="")(_settings_global_id)

    time_zone: str = attribute(
        "The IANA name of the account's time zone, e.g. `Europe/Copenhagen`.", convert=str
    )
    country: str = attribute("The ISO 3166 code of the account's country, e.g. `DK`.")
    address: str | None = attribute(
        "The account's main address in one line. Null if not set.", convert=TEXT_OR_NULL
    )
    pickup_deadline: TimeOfDay = attribute(
        "When the default pickup window starts; it is 30 minutes long. A default, not a limit."
    )
    delivery_window_start: TimeOfDay = attribute(
        "When the account's delivery window opens. It is the default, and the limit for drop-off zip codes "
        "that no entry of `zoneWindows` covers. Equal to `deliveryWindowEnd`: no limit, and 08:00 to 16:00 "
        "is the default."
    )
    delivery_window_end: TimeOfDay = attribute("When the account's delivery window closes.")
    week_days: list[Weekday] = attribute(
        "The days of the week on which deliveries run. Empty: every day.", convert=sorted
    )
    closed_dates: list[date] = attribute("The days without deliveries, in order.", convert=sorted)
    closed_periods: list[ClosedPeriod] = attribute("The periods without deliveries.", most=MOST_ENTRIES)
    cut_offs: list[CutOff] = attribute(
        "Until when pickups can be booked, by day of the week. A day that is not listed has no cut-off.",
        most=len(settings.Weekday),
    )
    zone_windows: list[ZoneWindow] = attribute(
        "The delivery windows of certain zip codes.", most=MOST_ENTRIES
    )
    pickup_zones: list[ZipRange] = attribute(
        "Where parcels may be picked up. Empty: nowhere.", most=MOST_ENTRIES
    )
    delivery_zones: list[ZipRange] = attribute(
        "Where parcels may be dropped off. Empty: nowhere.", most=MOST_ENTRIES
    )
    home_delivery: bool = attribute("Whether anything can be booked at all.")
    store_pickup: bool = attribute("Whether parcels may be picked up at the account's own stores.")
    dropshipping: bool = attribute("Whether parcels may be picked up at places other than its stores.")
    notify_by_email: bool = attribute(
        "Whether recipients may be notified by e-mail. The gateway itself sends nothing."
    )
    notify_by_sms: bool = attribute(
        "Whether recipients may be notified by SMS. The gateway itself sends nothing."
    )
    stores: list[PickupStore] = attribute("The account's own pickup places.", most=MOST_ENTRIES)
    departments: list[str] = attribute("The account's departments, the default one first.")
    notice_minutes: int | None = attribute(
        "The least time between now and the start of the pickup window, in minutes, rounded up. 0: a pickup "
        "in the past is refused. Null: no check.",
        path="notice",
        convert=whole_minutes,
    )
    address_mode: AddressMode = attribute("How addresses that the register cannot verify are treated.")
