"""Whether the register has anything about a country; most installations have no register at all."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from sqlalchemy import bindparam, exists, or_, select

from persistence.engine.database import Source
from persistence.engine.statement import Statement
from persistence.schema.tables import address, postal_area, register_import

SECONDS: Final = 5.0  # for which an answer is used again

HAS_ENTRIES = Statement(
    select(
        or_(
            *(
                exists().where(table.c.country == bindparam("country"))
                for table in (register_import, postal_area, address)
            )
        )
    )
)


class RegisterPresence:
    """Remembers for `SECONDS` whether there are entries about a country.

    So a batch may be judged without the register for that long after the first import of a country.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._answers: dict[str, tuple[bool, float]] = {}

    async def has_entries(self, source: Source, country: str) -> bool:
        answer, until = self._answers.get(country, (False, 0.0))
        if self._clock() >= until:
            ((answer,),) = await source.fetch(HAS_ENTRIES, country=country)
            self._answers[country] = answer, self._clock() + SECONDS
        return answer
