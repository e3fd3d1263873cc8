from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.model.delivery import Delivery, State


class SweepState(StrEnum):
    """The state of a sweep; it is finished once none of its deliveries is under way."""

    PLANNED = "PLANNED"
    STARTED = "STARTED"
    FINISHED = "FINISHED"
    CANCELED = "CANCELED"


@dataclass(frozen=True, slots=True)
class Sweep:
    """One collection round: the ordered deliveries a driver picks up and delivers on one day."""

    id: str
    account_id: str
    day: date
    state: SweepState
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """The place of a delivery on a sweep, which it keeps in the sweep's list when it is re-delivered.

    `delivery` is as it is now, possibly on another sweep; `state` is how it left this one, `NOT_RECEIVED`,
    or else its state.
    """

    position: int
    state: State
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class StateCount:
    """The number of stops of a sweep that are in one state."""

    state: State
    count: int
