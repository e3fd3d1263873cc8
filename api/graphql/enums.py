"""The domain's choices with their descriptions; each value is the domain's own."""

from collections.abc import Iterable
from enum import Enum, EnumMeta
from typing import Any, cast

import strawberry
from strawberry import enum_value

from domain.errors import Code
from domain.model.booking import Kind
from domain.model.caller import Channel as DomainChannel
from domain.model.caller import Scope as DomainScope
from domain.model.delivery import State
from domain.model.events import EventType as DomainEventType
from domain.model.location import AddressLevel as DomainAddressLevel
from domain.model.page import DeliveryOrder as DomainDeliveryOrder
from domain.model.settings import AddressMode as DomainAddressMode
from domain.model.settings import Weekday as DomainWeekday
from domain.model.sweep import SweepState as DomainSweepState
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Operation as DomainOperation


@strawberry.enum(description="Where a delivery stands in its life. Only a `CREATED` one can be changed.")
class DeliveryState(Enum):
    CREATED = enum_value(State.CREATED, description="Booked, and free to be updated, deleted or planned.")
    PLANNED = enum_value(State.PLANNED, description="On a sweep that has not started; locked.")
    IN_PROGRESS = enum_value(
        State.IN_PROGRESS, description="Its sweep has started; the driver is on the way."
    )
    FINISHED = enum_value(State.FINISHED, description="Delivered. Nothing changes any more.")
    NOT_RECEIVED = enum_value(
        State.NOT_RECEIVED, description="Nobody received it; to be kept for re-delivery or returned."
    )
    FOR_REDELIVERY = enum_value(
        State.FOR_REDELIVERY, description="Kept for another attempt; may be planned on a later day's sweep."
    )
    RETURNED = enum_value(State.RETURNED, description="Brought back to where it was picked up.")
    DELETED = enum_value(
        State.DELETED, description="Withdrawn. Lists show it only when asked for this state."
    )


@strawberry.enum(description="In which order deliveries are listed.")
class DeliveryOrder(Enum):
    CREATED_DESC = enum_value(
        DomainDeliveryOrder.CREATED_DESC, description="Those booked last come first. This is the default."
    )
    CREATED_ASC = enum_value(DomainDeliveryOrder.CREATED_ASC, description="Those booked first come first.")
    DELIVERY_DATE_ASC = enum_value(
        DomainDeliveryOrder.DELIVERY_DATE_ASC,
        description="By the day of the delivery, the earliest first; those of one day as `CREATED_ASC`.",
    )
    DELIVERY_DATE_DESC = enum_value(
        DomainDeliveryOrder.DELIVERY_DATE_DESC,
        description="By the day of the delivery, the latest first; those of one day as `CREATED_DESC`.",
    )


@strawberry.enum(description="Where a sweep stands.")
class SweepState(Enum):
    PLANNED = enum_value(DomainSweepState.PLANNED, description="Planned, not started; may be unplanned.")
    STARTED = enum_value(DomainSweepState.STARTED, description="The driver is on the way.")
    FINISHED = enum_value(
        DomainSweepState.FINISHED, description="None of its deliveries is under way any more."
    )
    CANCELED = enum_value(
        DomainSweepState.CANCELED, description="Unplanned. Lists show it only when asked for this state."
    )


@strawberry.enum(description="Whether parcels go out to a recipient or come back from one.")
class DeliveryKind(Enum):
    DELIVERY = enum_value(Kind.DELIVERY, description="Parcels go out to a recipient. This is the default.")
    RETURN = enum_value(Kind.RETURN, description="Parcels come back from a recipient.")


@strawberry.enum(description="How far the address register vouches for an address.")
class AddressLevel(Enum):
    VERIFIED = enum_value(DomainAddressLevel.VERIFIED, description="The register knows the address.")
    UNVERIFIED = enum_value(
        DomainAddressLevel.UNVERIFIED, description="The register neither knows the address nor rules it out."
    )


@strawberry.enum(description="What becomes of an address that the register cannot verify.")
class AddressMode(Enum):
    LENIENT = enum_value(DomainAddressMode.LENIENT, description="It is accepted and kept as `UNVERIFIED`.")
    STRICT = enum_value(DomainAddressMode.STRICT, description="It is refused with `ADDRESS_NOT_FOUND`.")


@strawberry.enum(description="A day of the week.")
class Weekday(Enum):
    MONDAY = enum_value(DomainWeekday.MONDAY, description="Monday, the first day of the week.")
    TUESDAY = enum_value(DomainWeekday.TUESDAY, description="Tuesday.")
    WEDNESDAY = enum_value(DomainWeekday.WEDNESDAY, description="Wednesday.")
    THURSDAY = enum_value(DomainWeekday.THURSDAY, description="Thursday.")
    FRIDAY = enum_value(DomainWeekday.FRIDAY, description="Friday.")
    SATURDAY = enum_value(DomainWeekday.SATURDAY, description="Saturday.")
    SUNDAY = enum_value(DomainWeekday.SUNDAY, description="Sunday.")


@strawberry.enum(description="What a token may be used for.")
class Scope(Enum):
    DELIVERIES_READ = enum_value(
        DomainScope.DELIVERIES_READ, description="`deliveries:read`: see deliveries and sweeps."
    )
    DELIVERIES_WRITE = enum_value(
        DomainScope.DELIVERIES_WRITE, description="`deliveries:write`: create, update and delete deliveries."
    )
    SETTINGS_READ = enum_value(
        DomainScope.SETTINGS_READ, description="`settings:read`: see the account's settings."
    )
    SETTINGS_WRITE = enum_value(
        DomainScope.SETTINGS_WRITE, description="`settings:write`: change the account's settings."
    )
    SWEEPS_WRITE = enum_value(
        DomainScope.SWEEPS_WRITE,
        description="`sweeps:write`: plan, unplan and start sweeps, and record what became of deliveries.",
    )
    ADMIN = enum_value(DomainScope.ADMIN, description="`admin`: manage the account's tokens.")


@strawberry.enum(description="Where a request came in.")
class Channel(Enum):
    GRAPHQL = enum_value(DomainChannel.GRAPHQL, description="This GraphQL endpoint.")
    REST = enum_value(DomainChannel.REST, description="The REST paths.")
    CLI = enum_value(DomainChannel.CLI, description="The operator's command line.")


@strawberry.enum(description="What a rule may stand in the way of.")
class Operation(Enum):
    CREATE = enum_value(DomainOperation.CREATE, description="`createDeliveries`.")
    UPDATE = enum_value(DomainOperation.UPDATE, description="`updateDeliveries`.")
    DELETE = enum_value(DomainOperation.DELETE, description="`deleteDeliveries`.")
    PLAN = enum_value(DomainOperation.PLAN, description="`planSweep`.")
    UNPLAN = enum_value(DomainOperation.UNPLAN, description="`unplanSweep`.")
    START = enum_value(DomainOperation.START, description="`startSweep`.")
    RECORD_OUTCOME = enum_value(
        DomainOperation.RECORD_OUTCOME,
        description="`finishDeliveries`, `failDeliveries`, `redeliverDeliveries` and `returnDeliveries`.",
    )
    UPDATE_SETTINGS = enum_value(DomainOperation.UPDATE_SETTINGS, description="`updateSettings`.")
    ADD_STORE = enum_value(DomainOperation.ADD_STORE, description="`addStore`.")
    REMOVE_STORE = enum_value(DomainOperation.REMOVE_STORE, description="`removeStore`.")
    CREATE_TOKEN = enum_value(DomainOperation.CREATE_TOKEN, description="`createToken`.")
    REVOKE_TOKEN = enum_value(DomainOperation.REVOKE_TOKEN, description="`revokeToken`.")


@strawberry.enum(description="What happened to a delivery.")
class DeliveryEventType(Enum):
    CREATED = enum_value(DomainEventType.CREATED, description="The delivery was booked.")
    UPDATED = enum_value(DomainEventType.UPDATED, description="The booking was changed.")
    DELETED = enum_value(DomainEventType.DELETED, description="The delivery was deleted.")
    PLANNED = enum_value(DomainEventType.PLANNED, description="The delivery was put on a sweep.")
    UNPLANNED = enum_value(DomainEventType.UNPLANNED, description="The delivery was taken off its sweep.")
    STARTED = enum_value(DomainEventType.STARTED, description="The driver set off.")
    FINISHED = enum_value(DomainEventType.FINISHED, description="The delivery was delivered.")
    FAILED = enum_value(DomainEventType.FAILED, description="Nobody received the delivery.")
    KEPT_FOR_REDELIVERY = enum_value(
        DomainEventType.KEPT_FOR_REDELIVERY, description="The delivery was kept for another attempt."
    )
    RETURNED = enum_value(DomainEventType.RETURNED, description="The delivery was brought back.")


@strawberry.enum(description="What happened to a sweep.")
class SweepEventType(Enum):
    CREATED = enum_value(DomainEventType.CREATED, description="The sweep was planned.")
    STARTED = enum_value(DomainEventType.STARTED, description="The driver set off.")
    FINISHED = enum_value(
        DomainEventType.FINISHED, description="None of the sweep's deliveries is under way any more."
    )
    CANCELED = enum_value(DomainEventType.CANCELED, description="The sweep was unplanned.")


@strawberry.enum(description="What becomes of a batch in which some items break rules.")
class ErrorPolicy(Enum):
    ALL_OR_NOTHING = enum_value(
        "ALL_OR_NOTHING", description="Nothing is stored where a single item breaks a rule."
    )
    PER_ITEM = enum_value(
        "PER_ITEM",
        description="The good items are stored, at once, and the others are told; see `results`. Where all "
        "are bad, nothing is stored. A repetition under the same `idempotencyKey` shows those that were "
        "stored, and of the others null without violations.",
    )


@strawberry.enum(description="A currency by its ISO 4217 code.")
class Currency(Enum):
    DKK = enum_value("DKK", description="Danish krone.")


def domain_values(choices: Iterable[Enum] | None) -> frozenset[Any]:
    """The domain's own values of some choices."""
    return frozenset(choice.value for choice in choices or ())


_CODES = {code.name: enum_value(code, description=CATALOGUE[code].summary) for code in Code}
ViolationCode = strawberry.enum(
    cast("EnumMeta", Enum("ViolationCode", _CODES)),
    description="The rules by name, in the order in which they are checked. `rules` says more about each.",
)
