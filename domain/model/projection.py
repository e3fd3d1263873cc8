"""What a reader shows of stored objects: JSON objects made of attributes, and pages of what belongs to them.

A projection says neither how a client asked for it nor where the attributes are stored. What a rule decides
is not an attribute, and is in no projection.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import TypeAlias

from domain.model.page import HistoryRequest, StopsRequest


class Form(Enum):
    """How an attribute is written in JSON; `None` is null in each form.

    The `detail` of `MEMBER` is the name of each value, that of `GLOBAL_ID` the kind, that of `CONSTANT` the
    text.
    """

    TEXT = auto()
    TEXT_OR_NULL = auto()
    """The same, null if it is empty."""
    INTEGER = auto()
    COORDINATE = auto()
    """Degrees, with a point, without an exponent from 0.00001 on."""
    DAY = auto()
    TIME_OF_DAY = auto()
    """`HH:MM`, to `24:00`."""
    INSTANT = auto()
    """UTC with six decimals of a second and `Z`."""
    AMOUNT = auto()
    """A text without an exponent, with the decimals that the amount has."""
    MEMBER = auto()
    """The name of a value of an enumeration."""
    GLOBAL_ID = auto()
    """`kind:id` in base64."""
    CONSTANT = auto()
    """The same text whatever the attribute is."""


Names: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs of a stored text and the name that it is shown as."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A member of a JSON object: the attribute at a dotted path, "" for the value itself."""

    key: str
    path: str
    form: Form
    detail: str | Names = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A member that is an object of further members, whose paths begin with that of the part.

    An `optional` part is null if the value has none.
    """

    key: str
    path: str
    optional: bool
    members: "Members"


@dataclass(frozen=True, slots=True)
class ChangeList:
    """A member that lists what an event changed: `path`, `before` and `after` of each attribute.

    `names` are the paths that differ from those of the attributes; `ids` are the attributes whose values are
    shown as global ids, each with the kind.
    """

    key: str
    members: "Members"
    names: Names
    ids: Names


Members: TypeAlias = tuple[Leaf | Part | ChangeList, ...]


class Relation(Enum):
    """What belongs to an object."""

    HISTORY = auto()
    """The events of a delivery, newest first."""
    SWEEP = auto()
    """The sweep of a delivery."""
    STOPS = auto()
    """The stops of a sweep, each with its delivery."""


@dataclass(frozen=True, slots=True)
class Child:
    """Objects that belong to the shown one, each as some JSON objects."""

    relation: Relation
    objects: tuple[Members, ...]


@dataclass(frozen=True, eq=False)
class Projection:
    """Some JSON objects of each stored one, which is read once, and what belongs to it.

    Equal projections are not the same: a reader may keep what it makes of one.
    """

    objects: tuple[Members, ...]
    children: tuple[Child, ...] = ()


ChildRequest: TypeAlias = HistoryRequest | StopsRequest | None
"""The page of the children that is wanted; `None` for a single one."""


@dataclass(frozen=True, slots=True)
class View:
    """A projection with the pages of its children."""

    projection: Projection
    pages: Sequence[ChildRequest] = ()


@dataclass(frozen=True, slots=True)
class ShownChildren:
    """A page of children: for each JSON object of the child the texts of all, and the children's places.

    A place is the number of an event or the position of a stop. `states` are those of stops, `changes` is
    the number of entries in the change lists of all events.
    """

    texts: Sequence[Sequence[str]]
    places: Sequence[int] = ()
    has_more: bool = False
    states: Sequence[str] = ()
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored object as the texts of a projection; the text of a single child that does not exist is `None`.

    `day` is the one that its list may be sorted by.
    """

    id: str
    day: date
    texts: Sequence[str]
    children: Sequence[ShownChildren] = field(default=())
