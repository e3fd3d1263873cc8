import secrets


class RandomSecrets:
    """Makes the texts of API tokens."""

    def token(self) -> str:
        """Return 256 random bits behind a prefix that scanners for leaked secrets can search for."""
        return f"dg_live_{secrets.token_urlsafe(32)}"
