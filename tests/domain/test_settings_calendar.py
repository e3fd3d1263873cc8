"""Times and days that are not accepted as settings."""

from datetime import date
from typing import Any

import pytest

from domain.errors import Refused
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.rules.settings import read_settings
from tests.domain.test_settings import DATE, DAYS, TIME, TWICE
from tests.fakes import open_settings

PERIOD = {"first_date": date(2026, 12, 24), "last_date": date(2027, 1, 1)}
CUT_OFF = {"week_day": "MONDAY", "days_before": 3, "time": TimeOfDay.at(14)}
WEEK = "must be a whole number from 0 to 7"


@pytest.mark.parametrize(
    ("changes", "path", "requirement"),
    [
        ({"pickup_deadline": END_OF_DAY}, "pickup_deadline", "must be before 24:00"),
        (
            {"closed_periods": [PERIOD, PERIOD | {"last_date": date(2026, 12, 23)}]},
            "closed_periods[1].last_date",
            "must not be before the first date of the period",
        ),
        ({"closed_periods": [PERIOD | {"first_date": "today"}]}, "closed_periods[0].first_date", DATE),
        ({"closed_periods": [{"first_date": date(2018, 1, 1)}]}, "closed_periods[0].last_date", DATE),
        ({"closed_periods": [PERIOD | {"to": 1}]}, "closed_periods[0].to", "is not known here"),
        ({"cut_offs": [CUT_OFF, CUT_OFF | {"days_before": 0}]}, "cut_offs", TWICE),
        ({"cut_offs": [CUT_OFF | {"week_day": "FUNDAY"}]}, "cut_offs[0].week_day", DAYS),
        ({"cut_offs": [CUT_OFF | {"days_before": 8}]}, "cut_offs[0].days_before", WEEK),
        ({"cut_offs": [CUT_OFF | {"days_before": True}]}, "cut_offs[0].days_before", WEEK),
        ({"cut_offs": [CUT_OFF | {"time": "9:00"}]}, "cut_offs[0].time", TIME),
    ],
)
def test_a_calendar_that_is_not_well_formed_is_refused(
    changes: dict[str, Any], path: str, requirement: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_settings(changes, open_settings())
    found = [(each.path, each.facts["requirement"]) for each in caught.value.violations]
    assert found == [(path, requirement)]
