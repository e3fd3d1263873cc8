from hypothesis import given
from hypothesis import strategies as st

from domain.errors import (
    BatchTooLarge,
    Code,
    HistoryTooLong,
    NotAuthenticated,
    Refused,
    TooManySlots,
    Unavailable,
    Violation,
)


@given(st.lists(st.builds(Violation, st.sampled_from(Code), index=st.integers(0, 9_999)), min_size=1))
def test_a_refusal_keeps_every_violation_and_names_the_first_few(found: list[Violation]) -> None:
    refused = Refused(found)
    assert list(refused.violations) == found
    assert str(refused).startswith(f"{found[0].index}:{found[0].code}")
    assert str(refused).count(":") == min(len(found), 5)


def test_every_refusal_says_why() -> None:
    assert str(BatchTooLarge(10_000)) == "at most 10000 items"
    assert str(NotAuthenticated(token_given=True)) == "unknown token"
    assert str(NotAuthenticated(token_given=False)) == "no token"
    assert str(TooManySlots(9)) == "at most 9 slots"
    assert str(HistoryTooLong(9)) == "at most 9 events"
    assert str(Unavailable(3)) == "retry after 3 s"
    assert Unavailable(3).retry_after == 3
