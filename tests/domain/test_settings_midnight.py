"""Windows of settings that end at midnight."""

import pytest

from domain.errors import Refused
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window
from domain.rules.form_reader import Form
from domain.rules.settings import read_settings
from tests.fakes import open_settings

MIDNIGHT, EIGHT = TimeOfDay.at(0), TimeOfDay.at(8)


@pytest.mark.parametrize(
    ("start", "end", "window"),
    [
        (EIGHT, MIDNIGHT, Window(EIGHT, END_OF_DAY)),
        (EIGHT, END_OF_DAY, Window(EIGHT, END_OF_DAY)),
        (MIDNIGHT, END_OF_DAY, Window(MIDNIGHT, END_OF_DAY)),
        (MIDNIGHT, MIDNIGHT, None),  # equal ends, as they were sent, set no limit
        (EIGHT, EIGHT, None),
        (END_OF_DAY, END_OF_DAY, None),
    ],
)
def test_a_delivery_window_may_end_at_midnight(
    start: TimeOfDay, end: TimeOfDay, window: Window | None
) -> None:
    ends = {"delivery_window_start": start, "delivery_window_end": end}
    settings = read_settings(ends, open_settings())
    assert settings.account_window == window
    assert read_settings({}, settings) == settings
    offer = {"zone.zip_from": "0", "zone.zip_to": "9999", "window.start": MIDNIGHT, "window.end": MIDNIGHT}
    (whole_day,) = read_settings({"zone_windows": [offer]}, settings).zone_windows
    assert whole_day.window == Window(MIDNIGHT, END_OF_DAY)


@pytest.mark.parametrize(("start", "end"), [(TimeOfDay.at(22), TimeOfDay.at(2)), (END_OF_DAY, MIDNIGHT)])
def test_a_window_across_midnight_is_refused(start: TimeOfDay, end: TimeOfDay) -> None:
    changes = {"delivery_window_start": start, "delivery_window_end": end}
    assert refused_paths(changes) == ["delivery_window_end"]
    offer = {"zone.zip_from": "0", "zone.zip_to": "9999", "window.start": start, "window.end": end}
    assert refused_paths({"zone_windows": [offer]}) == ["zone_windows[0].window.end"]


def refused_paths(form: Form) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_settings(form, open_settings())
    return [each.path for each in caught.value.violations]
