"""Errors of the operator, which the domain does not know."""


class UnknownAccount(LookupError):
    """No account has this id."""


class AccountExists(ValueError):
    """An account with this id exists already."""


class TokenExists(ValueError):
    """This token exists already."""


class DatabaseUnusable(Exception):
    """The configured database cannot be used; the text is for the terminal."""
