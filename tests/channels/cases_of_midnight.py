"""Cases of windows that end at midnight, which is the end of their day, or lie across it."""

from typing import Any

from domain.errors import Code
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from tests.channels.case_items import item
from tests.channels.cases_of_bookings import accept, refuse

WINDOWS = ("pickup_window", "delivery_window")
EVENING: dict[str, Any] = {"delivery_window_start": TimeOfDay.at(17), "delivery_window_end": END_OF_DAY}


def window(name: str, start: TimeOfDay, end: TimeOfDay) -> dict[str, object]:
    return {f"{name}__start": start, f"{name}__end": end}


MIDNIGHT = (
    *(
        accept(f"a {name} until {end}", item(**window(name, TimeOfDay.at(20), end)))
        for name in WINDOWS
        for end in (END_OF_DAY, TimeOfDay.at(0))
    ),
    *(
        accept(f"a {name} of a whole day", item(**window(name, TimeOfDay.at(0), TimeOfDay.at(0))))
        for name in WINDOWS
    ),
    *(
        refuse(
            f"a {name} from {start} to {end}",
            item(**window(name, start, end)),
            (Code.MALFORMED_REQUEST, name),
        )
        for name in WINDOWS
        for start, end in ((TimeOfDay.at(22), TimeOfDay.at(2)), (END_OF_DAY, TimeOfDay.at(0)))
    ),
    accept("the evening by default", item(), **EVENING),
    accept(
        "the evening to its end", item(**window(WINDOWS[1], TimeOfDay.at(23), TimeOfDay.at(0))), **EVENING
    ),
    refuse(
        "the day where the evening is offered",
        item(**window(WINDOWS[1], TimeOfDay.at(16), END_OF_DAY)),
        (Code.WINDOW_NOT_AVAILABLE, "delivery_window"),
        **EVENING,
    ),
)
