"""Inputs that change settings; their fields have the names of the fields of `Settings`."""

from datetime import date

import strawberry

from api.graphql.enums import AddressMode, Weekday
from api.graphql.inputs.delivery import optional_field
from api.graphql.inputs.idempotent_input import IdempotentInput
from domain.model.time_of_day import TimeOfDay


@strawberry.input(
    description="A range of zip codes, both ends included, or a single zip code. Where all zip codes of the "
    "account's country are digits, the ends are compared as whole numbers. Elsewhere they are compared part "
    "by part, and an end includes all zip codes that begin with it: `NG1` to `NG9` has `NG9 1AA` and not "
    "`NG10 0AA`. A range that no zip code of the country can be in is refused."
)
class ZipRangeInput:
    zip_from: str = strawberry.field(description="The first zip code of the range, e.g. `1000`.")
    zip_to: str | None = optional_field(
        "The last zip code of the range, e.g. `2999`. Omitted: `zipFrom` is a single zip code."
    )
    excluded: bool | None = optional_field(
        "Whether these zip codes are taken away from the other entries of the list, wherever they stand in "
        "it. Omitted: false. In `zoneWindows` it must be false."
    )


@strawberry.input(description="A span of local time within one day.")
class TimeWindowInput:
    start: TimeOfDay = strawberry.field(description="When the window opens, e.g. `08:00`; before `end`.")
    end: TimeOfDay = strawberry.field(description="When the window closes, e.g. `16:00`.")


@strawberry.input(description="A period without deliveries, both ends included.")
class ClosedPeriodInput:
    first_date: date = strawberry.field(description="The first day, e.g. `2026-12-24`.")
    last_date: date = strawberry.field(description="The last day, e.g. `2027-01-01`; not before the first.")


@strawberry.input(
    description="Until when pickups on one day of the week can be booked. E.g. `MONDAY`, 3 and `14:00`: "
    "pickups on a Monday can be booked until 14:00 on the Friday before."
)
class CutOffInput:
    week_day: Weekday = strawberry.field(description="The day of the week of the pickups.")
    days_before: int = strawberry.field(
        description="How many days before the pickups the cut-off is, 0 to 7. 0: on the same day."
    )
    time: TimeOfDay = strawberry.field(description="The local time of the cut-off, e.g. `14:00`.")


@strawberry.input(description="A delivery window that is offered to the zip codes of one range.")
class ZoneWindowInput:
    zone: ZipRangeInput = strawberry.field(
        description="The drop-off zip codes to which the window is offered."
    )
    window: TimeWindowInput = strawberry.field(description="The offered window.")


@strawberry.input(
    description="Changes of the settings. An omitted field keeps its value; null is refused, except for "
    "`address` and `noticeMinutes`. A list replaces the present list and has at most 1,000 entries; a text "
    "has at most 500 characters."
)
class UpdateSettingsInput(IdempotentInput):
    time_zone: str | None = optional_field(
        "The IANA name of the account's time zone, e.g. `Europe/Copenhagen`."
    )
    country: str | None = optional_field(
        "The ISO 3166 code of the account's country, two capital letters, e.g. `DK`."
    )
    address: str | None = optional_field("The account's main address in one line. Null removes it.")
    pickup_deadline: TimeOfDay | None = optional_field("When the default pickup window starts, e.g. `16:30`.")
    delivery_window_start: TimeOfDay | None = optional_field(
        "When the account's delivery window opens. Equal to `deliveryWindowEnd`: no limit."
    )
    delivery_window_end: TimeOfDay | None = optional_field(
        "When the account's delivery window closes; not before it opens."
    )
    week_days: list[Weekday] | None = optional_field(
        "The days of the week on which deliveries run, each once. Empty: every day."
    )
    closed_dates: list[date] | None = optional_field("The days without deliveries, each once.")
    closed_periods: list[ClosedPeriodInput] | None = optional_field("The periods without deliveries.")
    cut_offs: list[CutOffInput] | None = optional_field(
        "Until when pickups can be booked, for each day of the week at most once. A day that is not listed "
        "has no cut-off."
    )
    zone_windows: list[ZoneWindowInput] | None = optional_field("The delivery windows of certain zip codes.")
    pickup_zones: list[ZipRangeInput] | None = optional_field(
        "Where parcels may be picked up. Empty: nowhere."
    )
    delivery_zones: list[ZipRangeInput] | None = optional_field(
        "Where parcels may be dropped off. Empty: nowhere."
    )
    home_delivery: bool | None = optional_field("Whether anything can be booked at all.")
    store_pickup: bool | None = optional_field(
        "Whether parcels may be picked up at the account's own stores."
    )
    dropshipping: bool | None = optional_field(
        "Whether parcels may be picked up at places other than its stores."
    )
    notify_by_email: bool | None = optional_field("Whether recipients may be notified by e-mail.")
    notify_by_sms: bool | None = optional_field("Whether recipients may be notified by SMS.")
    departments: list[str] | None = optional_field(
        "The account's departments, each once, the default one first."
    )
    notice_minutes: int | None = optional_field(
        "The least time between now and the start of the pickup window, 0 to 527,040 minutes. 0: a pickup "
        "in the past is refused. Null: no check."
    )
    address_mode: AddressMode | None = optional_field(
        "How addresses that the register cannot verify are treated."
    )
