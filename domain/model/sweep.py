from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.model.delivery import State


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
class StateCount:
    """The number of deliveries on a sweep that are in one state."""

    state: State
    count: int
