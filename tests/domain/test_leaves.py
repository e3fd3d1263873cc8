"""The leaves of types of any shape, also of those with a single attribute."""

from dataclasses import dataclass

from domain.rules.leaves import compare, count_paths, flatten, list_set


@dataclass(frozen=True)
class Remark:
    text: str


@dataclass(frozen=True)
class Crate:
    note: Remark | None = None
    weight: int | None = None


def test_a_part_with_a_single_attribute_has_one_leaf() -> None:
    parcel, other = Crate(Remark("Ring"), 7), Crate(Remark("Knock"), 7)
    assert flatten(parcel) == {"note.text": "Ring", "weight": 7}
    assert flatten(Crate()) == {"note.text": None, "weight": None}
    assert list_set(parcel) == {"note.text": (None, "Ring"), "weight": (None, 7)}
    assert compare(parcel, other) == {"note.text": ("Ring", "Knock")}
    assert flatten(Remark("7")) == {"text": "7"}
    assert (count_paths(Crate), count_paths(Remark)) == (2, 1)
