"""What a reader shows of stored objects: JSON objects made of attributes, and pages of what belongs to them.

A projection says neither how a client asked for it nor where the attributes are stored. What a rule decides
is not an attribute, and is in no projection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

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
    shown as global ids, each with the kind. `count` is the number of the count of all entries.
    """

    key: str
    members: "Members"
    names: Names
    ids: Names
    count: int


class Relation(Enum):
    """What belongs to an object."""

    HISTORY = auto()
    """The events of a delivery, newest first; their places are their numbers."""
    SWEEP = auto()
    """The sweep of a delivery."""
    STOPS = auto()
    """The deliveries of the stops of a sweep; their places are those on the sweep."""


@dataclass(frozen=True, slots=True)
class Single:
    """A member that is the only related object, null if there is none; `count` is the number of its count."""

    key: str
    relation: Relation
    members: "Members"
    count: int


@dataclass(frozen=True, slots=True)
class StopCount:
    """A member that is the number of the stops of a sweep."""

    key: str


class PageAttribute(Enum):
    """What a page says of itself or, the last three, of each of its items."""

    HAS_NEXT = auto()
    HAS_PREVIOUS = auto()
    START_CURSOR = auto()
    END_CURSOR = auto()
    CURSOR = auto()
    """The place as a global id, whose kind is the detail of the leaf."""
    PLACE = auto()
    STATE = auto()
    """The state at a stop; the detail of the leaf has the names."""


@dataclass(frozen=True, slots=True)
class PageLeaf:
    """A member that an object has as an item of a page, or that a page has."""

    key: str
    attribute: PageAttribute
    detail: str | Names = ""


@dataclass(frozen=True, slots=True)
class PageItem:
    """A member that is an item of a page or, of the page itself, the list of its items."""

    key: str
    members: "Members"


@dataclass(frozen=True, slots=True)
class Edges:
    """A member of a page that lists its items with their places."""

    key: str
    members: tuple[Leaf | PageLeaf | PageItem, ...]


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A member of a page that says where it is in its list."""

    key: str
    members: tuple[Leaf | PageLeaf, ...]


@dataclass(frozen=True, slots=True)
class ChildPage:
    """A member that is a page of related objects.

    `page` is the number of its request, `count` the number of the count of its items. `looks_ahead` if it
    says whether others follow.
    """

    key: str
    relation: Relation
    members: tuple["PageMember", ...]
    page: int
    count: int
    looks_ahead: bool


PageMember: TypeAlias = Leaf | PageItem | Edges | PageInfo | StopCount
Member: TypeAlias = Leaf | Part | ChangeList | Single | StopCount | ChildPage
Members: TypeAlias = tuple[Member, ...]


@dataclass(frozen=True, eq=False)
class Projection:
    """Some JSON objects of each stored one, which is read once, and the number of the counts in them.

    Equal projections are not the same: a reader may keep what it makes of one.
    """

    objects: tuple[Members, ...]
    counts: int = 0


ChildRequest: TypeAlias = HistoryRequest | StopsRequest


@dataclass(frozen=True, slots=True)
class View:
    """A projection with the requests of the pages in it."""

    projection: Projection
    pages: Sequence[ChildRequest] = ()


class Shown(NamedTuple):
    """A stored object as the texts of a projection, and the counts of the objects in them.

    `day` is the one that its list is sorted by.
    """

    id: str
    texts: Sequence[str]
    counts: Sequence[int] = ()
    day: date | None = None
