"""Rules for new API tokens: at most the rights of the maker, a distinct name, a limited number."""

from collections.abc import Collection
from typing import Final

from domain.errors import Violation
from domain.model.auth import ApiToken, Identity
from domain.rules.form_reader import FormReader

MOST_LIVE: Final = 100  # tokens of one account that are neither revoked nor expired


def token_refusals(wanted: ApiToken, maker: Identity, live: Collection[ApiToken]) -> list[Violation]:
    """Return the violations of a new token; `live` are the account's tokens neither revoked nor expired."""
    reader = FormReader({"name": wanted.name}, 0)
    name = reader.required_text("name")
    if name in {each.name for each in live}:
        reader.refuse("name", "must not be the name of another token that is neither revoked nor expired")
    _check_scopes(reader, wanted, maker)
    _check_end(reader, wanted, maker)
    if len(live) >= MOST_LIVE:
        reader.refuse("", f"must be one of {MOST_LIVE} tokens at most that are neither revoked nor expired")
    return reader.violations


def descendants(token_id: str, live: Collection[ApiToken]) -> list[ApiToken]:
    """Return the tokens that a token made, directly or indirectly; a token precedes those that it made."""
    made = [each for each in live if each.made_by == token_id]
    return [one for each in made for one in (each, *descendants(each.id, live))]


def _check_scopes(reader: FormReader, wanted: ApiToken, maker: Identity) -> None:
    if not wanted.scopes:
        reader.refuse("scopes", "must name at least one scope")
    if excess := wanted.scopes - maker.scopes:
        names = ", ".join(sorted(excess))
        reader.refuse("scopes", f"must not exceed the scopes of the token that makes it: {names}")


def _check_end(reader: FormReader, wanted: ApiToken, maker: Identity) -> None:
    if wanted.expires_at is None:
        return
    if wanted.expires_at <= wanted.created_at:
        reader.refuse("expires_at", "must be in the future")
    if maker.end_before(wanted.expires_at) < wanted.expires_at:
        reader.refuse("expires_at", f"must not be after the token that makes it expires: {maker.expires_at}")
