from datetime import UTC, datetime


class SystemClock:
    """The clock of the machine, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)
