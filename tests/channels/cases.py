"""All cases."""

from tests.channels.case import Case
from tests.channels.cases_of_bookings import BOOKINGS
from tests.channels.cases_of_changes import CHANGES
from tests.channels.cases_of_shapes import SHAPES

CASES: tuple[Case, ...] = (*BOOKINGS, *SHAPES, *CHANGES)
