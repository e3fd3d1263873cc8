"""The leaky bucket, with the time set by the test."""

from hypothesis import given
from hypothesis import strategies as st

from api.operations.rate_limit import LeakyBuckets


def test_a_bucket_takes_what_fits_and_not_one_more() -> None:
    buckets = LeakyBuckets(10, 1)
    assert buckets.take("a", 10, 0).is_accepted
    assert not buckets.take("a", 1, 0).is_accepted


def test_a_refused_charge_costs_nothing() -> None:
    buckets = LeakyBuckets(10, 1)
    buckets.take("a", 6, 0)
    assert buckets.take("a", 5, 0).remaining == 4
    assert buckets.take("a", 4, 0).is_accepted


def test_more_than_ever_fits_waits_for_an_empty_bucket_and_takes_all_of_it() -> None:
    buckets = LeakyBuckets(10, 1)
    assert buckets.take("a", 500, 0).remaining == 0
    assert buckets.take("a", 500, 4).retry_after == 6
    assert buckets.take("a", 500, 10).is_accepted


def test_a_charge_that_was_paid_in_part_takes_the_rest() -> None:
    buckets = LeakyBuckets(10, 1)
    assert buckets.take("a", 4, 0).remaining == 6
    assert buckets.take("a", 9, 0, paid=4).remaining == 1
    assert buckets.take("b", 4, 0).remaining == 6
    assert buckets.take("b", 500, 0, paid=4).remaining == 0


def test_a_rest_that_does_not_fit_waits_until_all_of_it_does() -> None:
    buckets = LeakyBuckets(10, 1)
    buckets.take("a", 3, 0)
    buckets.take("a", 4, 0)
    refused = buckets.take("a", 8, 0, paid=4)
    assert (refused.remaining, refused.retry_after) == (3, 5)
    assert buckets.take("a", 4, 5).is_accepted
    assert buckets.take("a", 8, 5, paid=4).remaining == 0


def test_time_empties_a_bucket() -> None:
    buckets = LeakyBuckets(10, 2)
    buckets.take("a", 10, 100)
    assert not buckets.take("a", 3, 101).is_accepted
    assert buckets.take("a", 4, 102).remaining == 0
    assert buckets.take("a", 1, 1_000).remaining == 9


def test_what_is_given_back_can_be_spent_again_but_never_more_than_all() -> None:
    buckets = LeakyBuckets(10, 1)
    buckets.take("a", 10, 0)
    assert buckets.give_back("a", 4, 0).remaining == 4
    assert buckets.give_back("a", 40, 0).remaining == 10


def test_accounts_do_not_share() -> None:
    buckets = LeakyBuckets(10, 1)
    buckets.take("a", 10, 0)
    assert buckets.take("b", 10, 0).is_accepted


def test_workers_share_one_limit() -> None:
    buckets = LeakyBuckets.shared_by(4, 1_000, 100)
    assert (buckets.capacity, buckets.per_second) == (250, 25)


def test_only_so_many_accounts_are_remembered() -> None:
    buckets = LeakyBuckets(10, 1, most_accounts=2)
    for account in ("a", "b", "c"):
        buckets.take(account, 10, 0)
    assert buckets.take("a", 10, 0).is_accepted
    assert not buckets.take("c", 1, 0).is_accepted


def test_the_headers_say_how_much_there_is_and_when_all_is_back() -> None:
    buckets = LeakyBuckets(10, 2)
    assert buckets.take("a", 7, 0).headers == {
        "RateLimit-Limit": "10",
        "RateLimit-Remaining": "3",
        "RateLimit-Reset": "4",
    }
    assert buckets.take("a", 8, 0).headers["Retry-After"] == "3"


@given(
    st.lists(st.tuples(st.integers(1, 30), st.floats(0, 20)), max_size=50),
    st.integers(1, 50),
    st.floats(0.1, 10),
)
def test_a_client_that_waits_retry_after_is_served(
    charges: list[tuple[int, float]], capacity: int, per_second: float
) -> None:
    buckets = LeakyBuckets(capacity, per_second)
    now = 0.0
    for amount, pause in charges:
        now += pause
        level = buckets.take("a", amount, now)
        assert 0 <= level.remaining <= capacity
        if not level.is_accepted:
            now += level.retry_after
            assert buckets.take("a", amount, now).is_accepted
