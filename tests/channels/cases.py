"""All cases."""

from tests.channels.case import Case
from tests.channels.cases_of_bookings import BOOKINGS
from tests.channels.cases_of_changes import CHANGES
from tests.channels.cases_of_midnight import MIDNIGHT
from tests.channels.cases_of_returns import RETURNS
from tests.channels.cases_of_shapes import SHAPES
from tests.channels.cases_of_zip_codes import ZIP_CODES

CASES: tuple[Case, ...] = (*BOOKINGS, *SHAPES, *ZIP_CODES, *CHANGES, *RETURNS, *MIDNIGHT)
