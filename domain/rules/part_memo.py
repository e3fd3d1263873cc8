"""The parts of bookings that a batch has read already: most of its items share places and windows."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from domain.rules.form_reader import FormReader

T = TypeVar("T")
MOST_KEPT: Final = 1_000  # parts; freeing many more at the end of a batch would take long


class PartMemo:
    """Parts of new bookings, by the values that they were read from; for one batch under the same settings.

    The fields of these parts are texts and times, and an omitted one counts as null. Only parts of items
    without a violation so far are kept, so that a violation is found anew in each item.
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: dict[tuple[object, ...], object] = {}

    def find(self, reader: FormReader, paths: Sequence[str], read: Callable[[], T], *others: object) -> T:
        """Return the part that `read` makes of the fields at `paths` and of nothing but `others` besides."""
        key = (paths[0], *others, *map(reader.form.get, paths))
        try:
            return self._parts[key]  # type: ignore[return-value]  # of the type that `read` had then
        except KeyError:
            part = read()
        except TypeError:  # a list or an object, which is refused
            return read()
        if not reader.violations and len(self._parts) < MOST_KEPT:
            self._parts[key] = part
        return part
