from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, TooManySlots
from domain.model.postal_codes.order import Key
from domain.model.settings import MOST_ENTRIES, CutOff, Settings, Weekday
from domain.model.slots import OpenSlot, Slot, SlotRequest
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.instants import local_instant
from domain.rules.slots import LONGEST_SPAN, MOST_REASONS, MOST_SLOTS, slots
from tests.domain.examples import NOW
from tests.domain.strategies import days, instants, settings_of_accounts, zip_codes
from tests.fakes import open_settings

requests = st.builds(
    lambda zip_code, day, length: SlotRequest(
        zip_code, day, min(day, date(9999, 12, 20)) + timedelta(length)
    ),
    zip_codes,
    days,
    st.integers(0, 10),
)
MORNING, EVENING = Window(TimeOfDay.at(8), TimeOfDay.at(12)), Window(TimeOfDay.at(17), TimeOfDay.at(21))
THURSDAY, FRIDAY = date(2018, 4, 5), date(2018, 4, 6)
ANYWHERE = ZipRange("0", "9999")


def find_slots(settings: Settings, first: date, last: date) -> list[Slot]:
    return list(slots(SlotRequest("2100", first, last), settings, NOW))


@given(requests, settings_of_accounts, instants)
def test_every_window_is_shown_once_for_every_day(
    request: SlotRequest, settings: Settings, now: datetime
) -> None:
    found = slots(request, settings, now)
    places = [(slot.day, slot.window) for slot in found]
    assert all(len(slot.reasons) <= MOST_REASONS for slot in found)
    assert places == sorted(set(places))
    windows = set(settings.windows_for(request.zip)) or {settings.default_delivery_window(request.zip)}
    length = max((request.last_date - request.first_date).days + 1, 0)
    assert len(places) == len(windows) * length


@given(requests, settings_of_accounts, instants)
def test_a_closed_slot_names_the_nearest_open_one(
    request: SlotRequest, settings: Settings, now: datetime
) -> None:
    found = slots(request, settings, now)
    zone = settings.time_zone
    open_days = {
        slot.day
        for slot in found
        if slot.is_open and local_instant(slot.day, slot.window.start, zone) >= now.astimezone(zone)
    }
    for slot in found:
        if near := slot.nearest_open:
            assert local_instant(near.day, near.window.start, zone).date() >= now.astimezone(zone).date()
        if slot.is_open:
            assert slot.nearest_open is None
        elif open_days:
            assert slot.nearest_open
            nearest = abs(slot.nearest_open.day - slot.day)
            assert nearest <= min(abs(day - slot.day) for day in open_days)


@given(requests, settings_of_accounts, instants)
def test_what_is_named_as_open_is_open(request: SlotRequest, settings: Settings, now: datetime) -> None:
    for slot in slots(request, settings, now)[:3]:
        if near := slot.nearest_open:
            there = slots(SlotRequest(request.zip, near.day, near.day), settings, now)
            assert near.window in [each.window for each in there if each.is_open]


def test_a_day_without_deliveries_names_the_next_with_the_same_window() -> None:
    settings = replace(
        open_settings(),
        week_days=frozenset({Weekday.THURSDAY}),
        zone_windows=(ZoneWindow(ANYWHERE, EVENING), ZoneWindow(ANYWHERE, MORNING)),
    )
    thursday, _, friday, evening = find_slots(settings, THURSDAY, FRIDAY)
    assert (thursday.window, thursday.is_open) == (MORNING, True)
    assert [reason.code for reason in friday.reasons] == [Code.WEEKDAY_NOT_AVAILABLE]
    assert friday.nearest_open == OpenSlot(THURSDAY, MORNING)
    assert evening.nearest_open == OpenSlot(THURSDAY, EVENING)


def test_every_reason_that_closes_a_slot_is_returned() -> None:
    settings = replace(
        open_settings(),
        home_delivery=False,
        delivery_zones=(),
        week_days=frozenset({Weekday.MONDAY}),
        closed_dates=frozenset({THURSDAY}),
        notice=timedelta(days=100),
        cut_offs=(CutOff(Weekday.THURSDAY, 7, TimeOfDay.at(8)),),
    )
    later = datetime(2018, 4, 6, 9, tzinfo=UTC)
    (slot,) = slots(SlotRequest("2100", THURSDAY, THURSDAY), settings, later)
    assert [reason.code for reason in slot.reasons] == [
        Code.DELIVERY_ZONE_NOT_ALLOWED,
        Code.SERVICE_NOT_OFFERED,
        Code.WEEKDAY_NOT_AVAILABLE,
        Code.DATE_CLOSED,
        Code.NOTICE_TOO_SHORT,
        Code.DELIVERY_WINDOW_PAST,
        Code.CUT_OFF_PASSED,
    ]
    assert slot.nearest_open is None


def test_a_window_that_is_over_is_closed_and_never_the_nearest() -> None:
    noon = datetime(2018, 4, 5, 10, 30, tzinfo=UTC)  # 12:30 in Copenhagen
    settings = replace(
        open_settings(),
        pickup_deadline=TimeOfDay.at(16),
        zone_windows=(ZoneWindow(ANYWHERE, MORNING), ZoneWindow(ANYWHERE, EVENING)),
        notice=timedelta(0),
    )
    request = SlotRequest("2100", THURSDAY, THURSDAY)
    morning, evening = slots(request, settings, noon)
    assert [reason.code for reason in morning.reasons] == [Code.DELIVERY_WINDOW_PAST]
    assert morning.nearest_open == OpenSlot(THURSDAY, EVENING)
    assert evening.is_open
    (late,) = slots(request, replace(settings, zone_windows=settings.zone_windows[:1]), noon)
    assert late.nearest_open == OpenSlot(FRIDAY, MORNING)


def test_yesterday_is_never_the_nearest_even_where_the_past_can_be_booked() -> None:
    thursdays = replace(open_settings(), week_days=frozenset({Weekday.THURSDAY}))
    friday = datetime(2018, 4, 6, 9, tzinfo=UTC)
    yesterday, today = slots(SlotRequest("2100", THURSDAY, FRIDAY), thursdays, friday)
    assert yesterday.is_open
    assert today.nearest_open == OpenSlot(THURSDAY + timedelta(days=7), today.window)
    (of_the_past,) = slots(SlotRequest("2100", FRIDAY, FRIDAY), thursdays, friday + timedelta(days=365))
    assert of_the_past.nearest_open is None


def test_an_open_day_is_looked_for_around_the_days_asked_for() -> None:
    settings = replace(open_settings(), notice=NOW.replace(month=6, day=1) - NOW)
    (slot,) = find_slots(settings, THURSDAY, THURSDAY)
    assert slot.nearest_open == OpenSlot(date(2018, 6, 2), slot.window)
    assert (date(2018, 6, 2) - THURSDAY).days <= LONGEST_SPAN


@given(settings_of_accounts)
def test_the_first_and_the_last_day_of_all_can_be_asked_for(settings: Settings) -> None:
    for day in (date(1970, 1, 1), date(9999, 12, 31)):
        assert slots(SlotRequest("2100", day, day), settings, NOW)


def with_windows(count: int) -> Settings:
    """Settings that offer as many windows to every zip code, each twice."""
    windows = [Window(TimeOfDay(start), TimeOfDay.at(23)) for start in range(count)]
    return replace(open_settings(), zone_windows=tuple(ZoneWindow(ANYWHERE, each) for each in windows * 2))


@pytest.mark.parametrize(("count", "length", "limit"), [(20, 5, 100), (1, 1, 1), (1, 62, 62), (250, 2, 500)])
def test_slots_up_to_the_limit_are_found_and_more_are_refused(count: int, length: int, limit: int) -> None:
    settings, last = with_windows(count), THURSDAY + timedelta(length - 1)
    for more_days, more_windows in ((1, 0), (0, 1)):
        too_long = SlotRequest("2100", THURSDAY, last + timedelta(more_days), limit=limit)
        with pytest.raises(TooManySlots) as caught:
            slots(too_long, with_windows(count + more_windows), NOW)
        assert caught.value.limit == limit
    assert len(slots(SlotRequest("2100", THURSDAY, last, limit=limit), settings, NOW)) == limit


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[ZipRange]:
    """The ranges that zip codes are comparisons with, one entry for each comparison."""
    comparisons: list[ZipRange] = []
    holds = ZipRange.holds

    def note_comparison(zone: ZipRange, country: str, code: Key) -> bool:
        comparisons.append(zone)
        return holds(zone, country, code)

    monkeypatch.setattr(ZipRange, "holds", note_comparison)
    return comparisons


def test_zones_are_compared_once_however_many_days_and_slots_there_are(comparisons: list[ZipRange]) -> None:
    zones = (ZipRange("9999", "9999"),) * MOST_ENTRIES
    for windows, length in ((MOST_SLOTS // 2, 2), (8, 62)):
        settings = replace(with_windows(windows), delivery_zones=zones)
        last = THURSDAY + timedelta(length - 1)
        found = slots(SlotRequest("2100", THURSDAY, last, limit=MOST_SLOTS), settings, NOW)
        assert len(found) == windows * length
        assert len(comparisons) == len(settings.zone_windows) + len(zones)
        comparisons.clear()


def test_nothing_is_judged_where_there_are_too_many_slots(comparisons: list[ZipRange]) -> None:
    settings = with_windows(MOST_ENTRIES // 2)
    with pytest.raises(TooManySlots):
        slots(SlotRequest("2100", THURSDAY, THURSDAY + timedelta(61)), settings, NOW)
    assert len(comparisons) == len(settings.zone_windows)
