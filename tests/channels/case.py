"""A case: a call with its items and settings, and the refusals it meets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import Any

from domain.errors import Code
from domain.rules.form_reader import Form

Refusal = tuple[int, Code, str]
"""Index, code and domain path of a violation."""


class BatchCall(Enum):
    """The calls that both channels have."""

    CREATE = auto()
    UPDATE = auto()
    DELETE = auto()


class Standing(Enum):
    """A delivery that an item names as its `id`: how far it has come, or why there is none."""

    CREATED = auto()
    PLANNED = auto()
    IN_PROGRESS = auto()
    FINISHED = auto()
    NOT_RECEIVED = auto()
    FOR_REDELIVERY = auto()
    REDELIVERY_PLANNED = auto()
    REDELIVERY_UNPLANNED = auto()
    RETURNED = auto()
    DELETED = auto()
    FOREIGN = auto()
    UNKNOWN = auto()
    NO_ID = auto()


class Need(Enum):
    """What a case needs that not every environment has."""

    REGISTER = auto()


@dataclass(frozen=True)
class Case:
    """One batch and every refusal it meets; none means that it is accepted.

    An item is a domain form whose `id` and `returned_delivery_id` are a `Standing`. `settings` are changed
    after the standing deliveries were booked under settings that refuse nothing; `own_store` makes the usual
    pickup one of the account's.
    Without what a case `needs`, its `needed` refusals cannot be known and are not given.
    """

    name: str
    call: BatchCall
    items: tuple[Form, ...]
    refusals: tuple[Refusal, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    own_store: bool = False
    needs: Need | None = None
    needed: tuple[Code, ...] = ()

    def expected_refusals(self, register: bool) -> list[Refusal]:  # noqa: FBT001 - a fixture
        has_needs = self.needs is not Need.REGISTER or register
        return [each for each in self.refusals if has_needs or each[1] not in self.needed]
