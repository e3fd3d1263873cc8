"""What clients send to change settings, from their input to the members of the settings document."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, time
from enum import Enum
from typing import Final

import strawberry
from strawberry import UNSET

from api.graphql.enums import AddressMode, Weekday
from api.graphql.inputs.delivery import optional_field
from api.graphql.mutations.idempotent_input import IdempotentInput
from domain.errors import Violation
from domain.rules.form_reader import Form

_IN_A_WINDOW: Final = {"zip_from": "zone.zip_from", "zip_to": "zone.zip_to"} | {
    "time_from": "window.start",
    "time_to": "window.end",
}
_KEY: Final = frozenset(each.name for each in fields(IdempotentInput))
_MEMBER: Final = re.compile(r"(zone_windows\[\d+\]\.)(\w+)")


@strawberry.input(description="Zip codes from one to another, both included.")
class ZipRangeInput:
    zip_from: str = strawberry.field(description="The first zip code of the range, as `1000`.")
    zip_to: str = strawberry.field(description="The last zip code of the range, as `2999`.")


@strawberry.input(description="A span of local time within one day.")
class TimeWindowInput:
    start: time = strawberry.field(description="When the window opens, as `08:00`; before `end`.")
    end: time = strawberry.field(description="When the window closes, as `16:00`.")


@strawberry.input(description="A delivery window that is offered to the zip codes of one range.")
class ZoneWindowInput:
    zone: ZipRangeInput = strawberry.field(description="To which drop-off zip codes the window is offered.")
    window: TimeWindowInput = strawberry.field(description="What is offered.")


@strawberry.input(
    description="What changes about the settings. An omitted field keeps its value; null is refused, but for "
    "`noticeMinutes`. A list is replaced as a whole; it has 1,000 entries at most, and a text 500 "
    "characters."
)
class UpdateSettingsInput(IdempotentInput):
    time_zone: str | None = optional_field(
        "The IANA name of the account's time zone, as `Europe/Copenhagen`."
    )
    country: str | None = optional_field(
        "The ISO 3166 code of the account's country, two capital letters, as `DK`."
    )
    address: str | None = optional_field("The account's main address in one line.")
    pickup_deadline: time | None = optional_field("When the default pickup window starts, as `16:30`.")
    delivery_window_start: time | None = optional_field(
        "When the account's delivery window opens. Equal to `deliveryWindowEnd` it means no limit."
    )
    delivery_window_end: time | None = optional_field(
        "When the account's delivery window closes; not before it opens."
    )
    week_days: list[Weekday] | None = optional_field(
        "The days of the week on which deliveries run, each once. Empty: every day."
    )
    closed_dates: list[date] | None = optional_field("Days without deliveries, each once.")
    zone_windows: list[ZoneWindowInput] | None = optional_field("Delivery windows of certain zip codes.")
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
    dropshipping: bool | None = optional_field("Whether parcels may be picked up anywhere but at its stores.")
    notify_by_email: bool | None = optional_field("Whether recipients may be notified by e-mail.")
    notify_by_sms: bool | None = optional_field("Whether recipients may be notified by SMS.")
    departments: list[str] | None = optional_field(
        "The account's departments, each once, the default one first."
    )
    notice_minutes: int | None = optional_field(
        "The least time between now and the start of the pickup window, 0 to 527,040 minutes; 0 refuses the "
        "past. Null: no check at all."
    )
    address_mode: AddressMode | None = optional_field(
        "What becomes of an address that the register cannot verify."
    )


def changes_from_input(order: UpdateSettingsInput) -> Mapping[str, object]:
    """The members of the settings document that change."""
    given = {each.name: getattr(order, each.name) for each in fields(order) if each.name not in _KEY}
    return {name: _member(value) for name, value in given.items() if value is not UNSET}


def form_of(changes: Mapping[str, object]) -> Form:
    """What was asked for, as a repetition under the same key is compared: each member as its JSON."""
    return {name: json.dumps(member) for name, member in changes.items()}


def refusals(violations: Sequence[Violation]) -> Sequence[Violation]:
    """With the paths of the input, where the document's are others."""
    return [replace(each, path=_MEMBER.sub(_in_input, each.path)) for each in violations]


def _in_input(path: re.Match[str]) -> str:
    return path[1] + _IN_A_WINDOW.get(path[2], path[2])


def _member(value: object) -> object:
    match value:
        case list():
            return [_member(each) for each in value]
        case ZipRangeInput():
            return {"zip_from": value.zip_from, "zip_to": value.zip_to}
        case ZoneWindowInput(zone=zone, window=window):
            times = {"time_from": _member(window.start), "time_to": _member(window.end)}
            return {"zip_from": zone.zip_from, "zip_to": zone.zip_to, **times}
        case Enum():
            return value.name
        case time() | date():
            return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()
    return value
