"""What only the operator can get wrong; the domain has no word for it."""


class UnknownAccount(LookupError):
    """No account has this id."""


class AccountExists(ValueError):
    """Another account has this id already."""


class TokenExists(ValueError):
    """This very token has been added already."""


class DatabaseUnusable(Exception):
    """No connection can be made to the database that was named; the text is for the terminal."""
