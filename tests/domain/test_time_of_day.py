from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.events import Change, EventType
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window
from domain.rules.history import delivery_event
from domain.rules.replay import rebuild_delivery
from tests.domain.examples import BOOKING, DELIVERY
from tests.domain.strategies import times
from tests.domain.test_replay import entries_of


@given(times)
def test_a_time_of_day_is_written_as_hours_and_minutes_and_read_again(each: TimeOfDay) -> None:
    assert str(each) == f"{each.to_time():%H:%M}"
    assert TimeOfDay.parse(str(each)) == TimeOfDay.from_time(each.to_time()) == each


@given(times, times)
def test_times_of_day_are_ordered_as_they_are_written(one: TimeOfDay, other: TimeOfDay) -> None:
    assert (one < other) == (str(one) < str(other)) == (one.to_time() < other.to_time())


@given(st.times())
def test_a_time_with_seconds_lies_in_a_minute(moment: time) -> None:
    assert TimeOfDay.from_time(moment).to_time() == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize("text", ["8:00", "08:60", "24:01", "25:00", "-1:00", "08:00:00", "0x:00"])
def test_other_texts_are_not_times_of_day(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        TimeOfDay.parse(text)


@given(times)
def test_midnight_is_the_end_of_the_day_where_a_window_ends(each: TimeOfDay) -> None:
    assert each.as_end() == (each if each.minutes else END_OF_DAY)
    assert END_OF_DAY.as_end() == END_OF_DAY


def test_a_day_ends_at_24_00() -> None:
    assert (str(END_OF_DAY), END_OF_DAY.minutes) == ("24:00", timedelta(days=1) // timedelta(minutes=1))
    assert TimeOfDay.parse("24:00") == END_OF_DAY > TimeOfDay.at(23, 59)
    with pytest.raises(ValueError, match="hour must be in"):
        END_OF_DAY.to_time()


def test_history_keeps_a_window_until_the_end_of_the_day() -> None:
    booking = replace(BOOKING, delivery_window=Window(TimeOfDay.at(20), END_OF_DAY))
    delivery = replace(DELIVERY, booking=booking)
    event = delivery_event(Change(None, delivery, EventType.CREATED))
    assert event.changes["delivery_window.end"] == (None, "24:00")
    assert rebuild_delivery("account", DELIVERY.id, entries_of([delivery])) == delivery
