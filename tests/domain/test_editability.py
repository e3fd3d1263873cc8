from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, Violation
from domain.model.auth import Channel
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.editability import Reason
from domain.model.events import EventType, HistoryEntry
from domain.model.settings import Settings
from domain.rules.context import BookingContext
from domain.rules.deadlines import DEADLINES
from domain.rules.editability import CHANGEABLE, EVERY_FIELD, LOCKING, MOST_REASONS, RESCHEDULING, editability
from domain.rules.lifecycle import Step, is_allowed
from domain.rules.notice import notice_deadline
from tests.domain.examples import CONTEXT, DELIVERY, NOW
from tests.domain.strategies import bookings, deliveries, instants, settings_of_accounts

HOUR = timedelta(hours=1)


def entry(number: int, before: State, after: State) -> HistoryEntry:
    changes = {"state": (before.value, after.value)}
    actor = f"token {number}"
    return HistoryEntry(number, NOW + number * HOUR, actor, Channel.GRAPHQL, "r", EventType.PLANNED, changes)


@given(deliveries, settings_of_accounts, instants)
def test_what_may_be_done_is_what_the_life_of_a_delivery_lets_be_done(
    delivery: Delivery, settings: Settings, now: datetime
) -> None:
    found = editability(delivery, settings, now, None)
    assert found.can_update == is_allowed(Step.UPDATE, delivery.state)
    assert found.can_delete == is_allowed(Step.DELETE, delivery.state)
    assert bool(found.editable_fields) == found.can_update
    assert (found.editable_fields == EVERY_FIELD) == (found.reasons == ())
    assert len(found.reasons) <= MOST_REASONS


@given(bookings.map(lambda booking: replace(DELIVERY, booking=booking)), settings_of_accounts, instants)
def test_a_delivery_is_free_until_a_deadline_refuses_what_it_is(
    delivery: Delivery, settings: Settings, now: datetime
) -> None:
    context = BookingContext(settings, now, CONTEXT.pickup, CONTEXT.drop_off)
    refusals = [code for each in DEADLINES for code in codes(each.check(delivery.booking, context))]
    found = editability(delivery, settings, now, None)
    assert found.editable_fields == (RESCHEDULING if refusals else EVERY_FIELD)
    assert [reason.code for reason in found.reasons] == refusals
    assert not refusals or found.locks_at == min(reason.since for reason in found.reasons)


def codes(violations: Iterable[Violation]) -> list[Code]:
    return [each.code for each in violations]


@given(bookings, settings_of_accounts, instants)
def test_the_last_call_is_the_last_instant_that_a_deadline_lets_through(
    booking: Booking, settings: Settings, now: datetime
) -> None:
    context = BookingContext(settings, now, CONTEXT.pickup, CONTEXT.drop_off)
    assert (notice_deadline(booking, settings) is None) == (settings.notice is None)
    for each in DEADLINES:
        until = each.until(booking, settings)
        assert until is not None or not list(each.check(booking, context))
        if until is not None and booking.delivery_date.year not in (1970, 9999):
            assert (now <= until) == (not list(each.check(booking, context)))


def test_notice_is_counted_back_from_the_start_of_the_pickup() -> None:
    settings = replace(CONTEXT.settings, notice=2 * HOUR)
    found = editability(DELIVERY, settings, NOW, None)
    assert found.locks_at == datetime(2018, 4, 4, 22, 10, tzinfo=UTC)  # 02:10 in Copenhagen, two hours before


def test_a_lock_is_as_old_as_the_entry_by_which_it_was_locked() -> None:
    planned, lock = replace(DELIVERY, state=State.PLANNED), entry(2, State.CREATED, State.PLANNED)
    (reason,) = editability(planned, CONTEXT.settings, NOW, lock).reasons
    assert reason == Reason(Code.DELIVERY_LOCKED, lock.at, "token 2")


@given(st.sampled_from([state for state in State if not is_allowed(Step.UPDATE, state)]))
def test_a_lock_without_an_entry_of_history_is_as_old_as_the_last_change(state: State) -> None:
    found = editability(replace(DELIVERY, state=state), CONTEXT.settings, NOW, None)
    assert found.reasons == (Reason(Code.DELIVERY_LOCKED, DELIVERY.updated_at),)
    assert found.locks_at is None


def test_a_created_delivery_can_be_changed_and_planning_and_deleting_lock_it() -> None:
    assert frozenset({State.CREATED}) == CHANGEABLE
    assert frozenset({EventType.PLANNED, EventType.DELETED}) == LOCKING
