"""The ways to read a list: which index answers which filters, and whether its rows are in the list's order.

A list is read exactly where one path answers all of its filters in its order. Any other one is searched: the
rows of a path are compared with the other filters, up to a bound.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

DAYS: Final = frozenset({"day", "first_date", "last_date"})
_COLUMNS: Final = ("reference", "sweep_id", "recipient", "zip", "city", "state", "department")
_WITH_DAY: Final = frozenset({"zip", "state", "department"})
"""The columns that have an index, those of few rows first, and those that have another one with the day."""


class Merge(Enum):
    """Of what a path has the rows in the list's order only one by one, so that they are merged."""

    NOTHING = auto()
    STATES = auto()
    DAYS = auto()


class Path(NamedTuple):
    """The rows that an index has for some filters.

    `by_id`: the rows are sorted by the id itself rather than by the place, which the other indexes have.
    """

    answered: frozenset[str] = frozenset()
    in_order: bool = True
    merge: Merge = Merge.NOTHING
    by_id: bool = False

    def is_list_of(self, names: frozenset[str]) -> bool:
        """Whether the rows are just those of the list with these filters, in its order."""
        return self.in_order and self.answered == names


PRIMARY_KEY: Final = Path(by_id=True)
FindPaths = Callable[[frozenset[str], bool, bool], Sequence[Path]]
"""Returns the paths of a list, the best one first, for its filters, `standing` and `by_day`."""


def find_only_path(names: frozenset[str], _standing: bool, _by_day: bool) -> Sequence[Path]:  # noqa: FBT001
    """Return the one path of a list that is short, or that has an index for each filter."""
    return (Path(names, by_id=True),)


@cache
def find_delivery_paths(names: frozenset[str], standing: bool, by_day: bool) -> Sequence[Path]:  # noqa: FBT001
    """Return the paths of a list of deliveries; deleted ones are in the indexes of states alone."""
    days = names & DAYS
    others = names - days
    in_order = by_day or days <= {"day"}  # the rows of one day are in the order of their places
    if others <= {"states"}:
        return _by_states(others, days, in_order=in_order, by_day=by_day)
    columns = [name for name in _COLUMNS if name in names and (standing or name == "state")]
    paths = [_by_column(name, days, in_order=in_order, by_day=by_day) for name in columns]
    if not in_order and len(others) == 1 and others <= _WITH_DAY:
        paths.append(Path(names, merge=Merge.DAYS))
    return (*paths, *_whole_list(days, others, standing=standing, by_day=by_day))


def _by_states(
    states: frozenset[str], days: frozenset[str], *, in_order: bool, by_day: bool
) -> Sequence[Path]:
    if not in_order:
        return (PRIMARY_KEY, Path(states | days, merge=Merge.DAYS))
    if states:
        return (Path(states | days, merge=Merge.STATES),)
    return (Path(days) if days or by_day else PRIMARY_KEY,)


def _by_column(name: str, days: frozenset[str], *, in_order: bool, by_day: bool) -> Path:
    if name in _WITH_DAY and in_order:
        return Path(days | {name})
    return Path(frozenset({name}), in_order=not by_day and name != "sweep_id")


def _whole_list(
    days: frozenset[str], others: frozenset[str], *, standing: bool, by_day: bool
) -> Iterator[Path]:
    """Yield a path whose rows have to be compared with all other filters."""
    if not by_day:
        yield PRIMARY_KEY
    elif standing:
        yield Path(days)
    elif "states" in others:
        yield Path(days | {"states"}, in_order=False)
