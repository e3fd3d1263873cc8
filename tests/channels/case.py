"""What a story is: who asks for what under which settings, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import Any

from domain.errors import Code
from domain.rules.form_reader import Form

Refusal = tuple[int, Code, str]
"""Index, code and domain path of a violation."""


class Call(Enum):
    """What both doors can be asked for."""

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
    RETURNED = auto()
    DELETED = auto()
    FOREIGN = auto()
    UNKNOWN = auto()
    NO_ID = auto()


class Need(Enum):
    """What a story takes that not every world has."""

    REGISTER = auto()


@dataclass(frozen=True)
class Case:
    """One batch and every refusal it meets; none means that it is accepted.

    An item is a domain form whose `id` is a `Standing`. `settings` are changed after the standing deliveries
    were booked under settings that refuse nothing; `own_store` makes the usual pickup one of the account's.
    Without what a story `needs`, its `needed` refusals cannot be known and are not given.
    """

    name: str
    call: Call
    items: tuple[Form, ...]
    refusals: tuple[Refusal, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    own_store: bool = False
    needs: Need | None = None
    needed: tuple[Code, ...] = ()

    def expected(self, register: bool) -> list[Refusal]:  # noqa: FBT001  told by a fixture of that name
        told = self.needs is not Need.REGISTER or register
        return [each for each in self.refusals if told or each[1] not in self.needed]
