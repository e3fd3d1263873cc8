"""The violations of new tokens, and the descendants of a token."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.auth import ApiToken, Identity, Scope
from domain.rules.tokens import MOST_LIVE, descendants, token_refusals

NOW = datetime(2026, 3, 29, 1, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOME = frozenset({Scope.ADMIN, Scope.SETTINGS_READ, Scope.SWEEPS_WRITE})
TOKEN = ApiToken("5aba00dcafe9af1843c294b7", "account", "scanner", "ab" * 32, SOME, NOW)
ids = st.integers(0, 15).map(lambda number: f"{number:024x}")


def maker(scopes: frozenset[Scope] = SOME, expires_at: datetime | None = None) -> Identity:
    return Identity("account", "maker", scopes, "f" * 24, expires_at)


def refused_paths(wanted: ApiToken, by: Identity, *live: ApiToken) -> list[str]:
    return [each.path for each in token_refusals(wanted, by, live)]


@given(st.frozensets(st.sampled_from(Scope)), st.frozensets(st.sampled_from(Scope)))
def test_a_token_gets_no_scope_that_its_maker_lacks(wanted: frozenset[Scope], had: frozenset[Scope]) -> None:
    fine = bool(wanted) and wanted <= had
    assert (refused_paths(replace(TOKEN, scopes=wanted), maker(had)) == []) == fine


@given(st.timedeltas(-HOUR, HOUR), st.none() | st.timedeltas(-HOUR, HOUR))
def test_a_token_ends_in_the_future_and_not_after_its_maker(
    end: timedelta, makers_end: timedelta | None
) -> None:
    by = maker(expires_at=None if makers_end is None else NOW + makers_end)
    fine = end > timedelta() and (makers_end is None or end <= makers_end)
    assert (refused_paths(replace(TOKEN, expires_at=NOW + end), by) == []) == fine


def test_what_is_missing_is_named_in_the_refusal() -> None:
    (found,) = token_refusals(TOKEN, maker(frozenset({Scope.SETTINGS_READ})), ())
    assert found.facts["requirement"].endswith(": admin, sweeps:write")


@pytest.mark.parametrize("name", ["", "\x00", "x" * 501, "\ud800", "scanner"])
def test_a_name_is_a_short_text_that_no_other_token_has(name: str) -> None:
    assert refused_paths(replace(TOKEN, name=name), maker(), replace(TOKEN, id="f" * 24)) == ["name"]


def test_a_name_that_differs_in_a_letter_is_another_name() -> None:
    for name in ("Scanner", "scanner 2", "scánner", "x" * 500):
        assert refused_paths(replace(TOKEN, name=name), maker(), TOKEN) == []


def test_an_account_has_a_hundred_good_tokens_at_most() -> None:
    live = [replace(TOKEN, id=f"{number:024x}", name=f"till {number}") for number in range(MOST_LIVE)]
    assert refused_paths(TOKEN, maker(), *live[1:]) == []
    assert refused_paths(TOKEN, maker(), *live) == [""]


@given(st.dictionaries(ids, st.none() | ids, max_size=16), ids)
def test_a_token_s_descendants_are_all_that_lead_back_to_it(
    made_by: dict[str, str | None], root: str
) -> None:
    """A maker is older than what it makes, so its id is lower."""
    older = {name: by if by is not None and by < name else None for name, by in made_by.items()}
    live = [replace(TOKEN, id=name, made_by=by) for name, by in older.items()]

    def leads_back(name: str | None) -> bool:
        by = older.get(name) if name else None
        return by is not None and (by == root or leads_back(by))

    found = [each.id for each in descendants(root, live)]
    assert sorted(found) == sorted(filter(leads_back, older))
    places = {name: place for place, name in enumerate(found)}
    assert all(places.get(older[name] or "", -1) < place for name, place in places.items())
