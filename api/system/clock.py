"""The two things of the machine itself: its clock and its randomness."""

import secrets
from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomSecrets:
    def token(self) -> str:
        """256 random bits behind a prefix that scanners of leaked secrets can look for."""
        return f"dg_live_{secrets.token_urlsafe(32)}"
