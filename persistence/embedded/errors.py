"""What the embedded Postgres refuses."""


class EmbeddedPostgresError(Exception):
    """The embedded Postgres cannot run; the text is one line for the terminal that says what to do."""
