"""What happened: the events of deliveries, sweeps, settings and tokens, and the changes that cause them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from domain.model.auth import Channel
from domain.model.delivery import Delivery
from domain.model.sweep import Sweep

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


class Subject(StrEnum):
    """What an event is about."""

    DELIVERY = "delivery"
    SWEEP = "sweep"
    SETTINGS = "settings"
    TOKEN = "token"  # noqa: S105 - a name


class EventType(StrEnum):
    """What happened to the subject."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    PLANNED = "planned"
    UNPLANNED = "unplanned"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"
    KEPT_FOR_REDELIVERY = "kept_for_redelivery"
    RETURNED = "returned"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Event:
    """One change as history stores it; `changes` maps a domain attribute path to its value before and after.

    The ledger that stores the event adds actor, channel, time and request, which one command has in common.
    """

    subject: Subject
    subject_id: str
    type: EventType
    changes: Mapping[str, tuple[Json, Json]]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An event of a delivery as history shows it; `number` counts the events of the whole account."""

    number: int
    at: datetime
    actor: str
    channel: Channel
    request_id: str
    type: EventType
    changes: Mapping[str, tuple[Json, Json]]


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Change(Generic[T_co]):
    """One thing before and after a command; `before` is `None` for a new one."""

    before: T_co | None
    after: T_co
    event_type: EventType


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of an account as subscribers receive it, with its subject as it is now.

    The `number` has no gaps within the account. Of `delivery` and `sweep`, the subject of the event is set.
    """

    number: int
    event: Event
    at: datetime
    delivery: Delivery | None = None
    sweep: Sweep | None = None
