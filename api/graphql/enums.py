"""The domain's enums with descriptions; each value is the domain's own."""

from collections.abc import Iterable
from enum import Enum, EnumMeta
from typing import Any, cast

import strawberry
from strawberry import enum_value

from domain.errors import Code
from domain.model.auth import Channel as DomainChannel
from domain.model.auth import Scope as DomainScope
from domain.model.batches import ErrorPolicy as DomainErrorPolicy
from domain.model.booking import Kind
from domain.model.delivery import State
from domain.model.events import EventType as DomainEventType
from domain.model.location import AddressLevel as DomainAddressLevel
from domain.model.page import DeliveryOrder as DomainDeliveryOrder
from domain.model.settings import AddressMode as DomainAddressMode
from domain.model.settings import Weekday as DomainWeekday
from domain.model.sweep import SweepState as DomainSweepState
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Operation as DomainOperation


@strawberry.enum(description="The states of a delivery. Only a `CREATED` delivery can be updated or deleted.")
class DeliveryState(Enum):
    CREATED = enum_value(State.CREATED, description="Booked; can be updated, deleted or planned.")
    PLANNED = enum_value(
        State.PLANNED, description="On a sweep that has not started; cannot be updated or deleted."
    )
    IN_PROGRESS = enum_value(
        State.IN_PROGRESS, description="Its sweep has started; the driver is on the way."
    )
    FINISHED = enum_value(State.FINISHED, description="Received. This state is final.")
    NOT_RECEIVED = enum_value(
        State.NOT_RECEIVED, description="Not received; can be kept for re-delivery or returned."
    )
    FOR_REDELIVERY = enum_value(
        State.FOR_REDELIVERY,
        description="Kept for another attempt; can be planned on a sweep of a later day or returned.",
    )
    RETURNED = enum_value(
        State.RETURNED, description="Brought back to the pickup place. This state is final."
    )
    DELETED = enum_value(
        State.DELETED, description="Deleted. Lists include it only if the filter names this state."
    )


@strawberry.enum(description="The orders of lists of deliveries.")
class DeliveryOrder(Enum):
    CREATED_DESC = enum_value(
        DomainDeliveryOrder.CREATED_DESC,
        description="By the time of booking, latest first. This is the default.",
    )
    CREATED_ASC = enum_value(
        DomainDeliveryOrder.CREATED_ASC, description="By the time of booking, earliest first."
    )
    DELIVERY_DATE_ASC = enum_value(
        DomainDeliveryOrder.DELIVERY_DATE_ASC,
        description="By the day of the delivery, earliest first; within a day like `CREATED_ASC`.",
    )
    DELIVERY_DATE_DESC = enum_value(
        DomainDeliveryOrder.DELIVERY_DATE_DESC,
        description="By the day of the delivery, latest first; within a day like `CREATED_DESC`.",
    )


@strawberry.enum(description="The states of a sweep.")
class SweepState(Enum):
    PLANNED = enum_value(DomainSweepState.PLANNED, description="Planned and not started; can be canceled.")
    STARTED = enum_value(DomainSweepState.STARTED, description="The driver is on the way.")
    FINISHED = enum_value(
        DomainSweepState.FINISHED, description="None of its deliveries is in progress any more."
    )
    CANCELED = enum_value(
        DomainSweepState.CANCELED,
        description="Canceled by `unplanSweep`. Lists include it only if the filter names this state.",
    )


@strawberry.enum(description="The directions of a delivery.")
class DeliveryKind(Enum):
    DELIVERY = enum_value(Kind.DELIVERY, description="Parcels go out to a recipient. This is the default.")
    RETURN = enum_value(Kind.RETURN, description="Parcels come back from a recipient.")


@strawberry.enum(description="Whether the address register knows an address.")
class AddressLevel(Enum):
    VERIFIED = enum_value(DomainAddressLevel.VERIFIED, description="The register knows the address.")
    UNVERIFIED = enum_value(
        DomainAddressLevel.UNVERIFIED,
        description="The register neither contains the address nor can rule it out.",
    )


@strawberry.enum(description="How addresses that the register cannot verify are treated.")
class AddressMode(Enum):
    LENIENT = enum_value(
        DomainAddressMode.LENIENT, description="They are accepted and stored as `UNVERIFIED`."
    )
    STRICT = enum_value(DomainAddressMode.STRICT, description="They are refused with `ADDRESS_NOT_FOUND`.")


@strawberry.enum(description="A day of the week.")
class Weekday(Enum):
    MONDAY = enum_value(DomainWeekday.MONDAY, description="Monday, the first day of the week.")
    TUESDAY = enum_value(DomainWeekday.TUESDAY, description="Tuesday.")
    WEDNESDAY = enum_value(DomainWeekday.WEDNESDAY, description="Wednesday.")
    THURSDAY = enum_value(DomainWeekday.THURSDAY, description="Thursday.")
    FRIDAY = enum_value(DomainWeekday.FRIDAY, description="Friday.")
    SATURDAY = enum_value(DomainWeekday.SATURDAY, description="Saturday.")
    SUNDAY = enum_value(DomainWeekday.SUNDAY, description="Sunday.")


@strawberry.enum(description="The scopes of tokens.")
class Scope(Enum):
    DELIVERIES_READ = enum_value(
        DomainScope.DELIVERIES_READ, description="`deliveries:read`: read deliveries and sweeps."
    )
    DELIVERIES_WRITE = enum_value(
        DomainScope.DELIVERIES_WRITE, description="`deliveries:write`: create, update and delete deliveries."
    )
    SETTINGS_READ = enum_value(
        DomainScope.SETTINGS_READ, description="`settings:read`: read the account's settings."
    )
    SETTINGS_WRITE = enum_value(
        DomainScope.SETTINGS_WRITE, description="`settings:write`: change the account's settings."
    )
    SWEEPS_WRITE = enum_value(
        DomainScope.SWEEPS_WRITE,
        description="`sweeps:write`: plan, cancel and start sweeps, and record the outcome of deliveries.",
    )
    ADMIN = enum_value(DomainScope.ADMIN, description="`admin`: manage the account's tokens.")


@strawberry.enum(description="The channels through which requests come in.")
class Channel(Enum):
    GRAPHQL = enum_value(DomainChannel.GRAPHQL, description="The GraphQL endpoint.")
    REST = enum_value(DomainChannel.REST, description="The REST paths.")
    CLI = enum_value(DomainChannel.CLI, description="The operator's command line.")


@strawberry.enum(description="The operations that a rule can refuse.")
class RuleOperation(Enum):
    CREATE = enum_value(DomainOperation.CREATE, description="`createDeliveries`.")
    UPDATE = enum_value(DomainOperation.UPDATE, description="`updateDeliveries`.")
    DELETE = enum_value(DomainOperation.DELETE, description="`deleteDeliveries`.")
    PLAN = enum_value(DomainOperation.PLAN, description="`planSweep`.")
    UNPLAN = enum_value(DomainOperation.UNPLAN, description="`unplanSweep`.")
    START = enum_value(DomainOperation.START, description="`startSweep`.")
    RECORD_OUTCOME = enum_value(
        DomainOperation.RECORD_OUTCOME,
        description="`finishDeliveries`, `failDeliveries`, `keepDeliveriesForRedelivery` and "
        "`returnDeliveries`.",
    )
    UPDATE_SETTINGS = enum_value(DomainOperation.UPDATE_SETTINGS, description="`updateSettings`.")
    ADD_STORE = enum_value(DomainOperation.ADD_STORE, description="`addStore`.")
    REMOVE_STORE = enum_value(DomainOperation.REMOVE_STORE, description="`removeStore`.")
    CREATE_TOKEN = enum_value(DomainOperation.CREATE_TOKEN, description="`createToken`.")
    REVOKE_TOKEN = enum_value(DomainOperation.REVOKE_TOKEN, description="`revokeToken`.")


@strawberry.enum(description="The types of events of deliveries.")
class DeliveryEventType(Enum):
    CREATED = enum_value(DomainEventType.CREATED, description="The delivery was booked.")
    UPDATED = enum_value(DomainEventType.UPDATED, description="The booking was changed.")
    DELETED = enum_value(DomainEventType.DELETED, description="The delivery was deleted.")
    PLANNED = enum_value(DomainEventType.PLANNED, description="The delivery was put on a sweep.")
    UNPLANNED = enum_value(
        DomainEventType.UNPLANNED,
        description="The delivery was taken off its sweep and is what it was before.",
    )
    STARTED = enum_value(DomainEventType.STARTED, description="The sweep of the delivery started.")
    FINISHED = enum_value(DomainEventType.FINISHED, description="The delivery was received.")
    FAILED = enum_value(DomainEventType.FAILED, description="The delivery was not received.")
    KEPT_FOR_REDELIVERY = enum_value(
        DomainEventType.KEPT_FOR_REDELIVERY,
        description="The delivery left its sweep and was kept for another attempt.",
    )
    RETURNED = enum_value(DomainEventType.RETURNED, description="The delivery was brought back.")


@strawberry.enum(description="The types of events of sweeps.")
class SweepEventType(Enum):
    CREATED = enum_value(DomainEventType.CREATED, description="The sweep was planned.")
    STARTED = enum_value(DomainEventType.STARTED, description="The sweep started.")
    FINISHED = enum_value(
        DomainEventType.FINISHED, description="None of the sweep's deliveries is in progress any more."
    )
    CANCELED = enum_value(DomainEventType.CANCELED, description="The sweep was canceled.")


@strawberry.enum(
    description="How a batch of `createDeliveries`, `updateDeliveries` or `deleteDeliveries` is treated if "
    "an item breaks a rule."
)
class BatchErrorPolicy(Enum):
    ALL_OR_NOTHING = enum_value(
        DomainErrorPolicy.ALL_OR_NOTHING, description="If an item breaks a rule, nothing is stored."
    )
    PER_ITEM = enum_value(
        DomainErrorPolicy.PER_ITEM,
        description="The items that break no rule are stored together, the others are refused; see "
        "`results`. A value in a variable that cannot be read, or is required and missing, is a violation "
        "`MALFORMED_REQUEST` of its item; an unknown field is an error of the whole request. A replay "
        "under the same `idempotencyKey` returns the stored items; for the others `delivery` is null and "
        "`violations` is empty.",
    )


@strawberry.enum(description="Currencies by ISO 4217 code.")
class Currency(Enum):
    DKK = enum_value("DKK", description="Danish krone.")


def domain_value(choice: Enum) -> Any:  # noqa: ANN401 - each enum has values of a type of its own
    """Return the domain's own value of a choice."""
    return choice.value


def domain_values(choices: Iterable[Enum] | None) -> frozenset[Any]:
    """Return the domain's own values of the choices."""
    return frozenset(map(domain_value, choices or ()))


_CODES = {code.name: enum_value(code, description=CATALOGUE[code].summary) for code in Code}
ViolationCode = strawberry.enum(
    cast("EnumMeta", Enum("ViolationCode", _CODES)),
    description="The names of the rules, in the order in which they are checked; see `Query.rules`.",
)
