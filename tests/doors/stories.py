"""All stories."""

from tests.doors.stories_of_bookings import BOOKINGS
from tests.doors.stories_of_changes import CHANGES
from tests.doors.stories_of_shapes import SHAPES
from tests.doors.story import Story

STORIES: tuple[Story, ...] = (*BOOKINGS, *SHAPES, *CHANGES)
