from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.model.caller import Channel

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
