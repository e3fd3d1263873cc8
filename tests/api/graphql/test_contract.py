"""The schema is what is committed, and breaks no client of what was released."""

from pathlib import Path

import pytest

from api.graphql import contract
from api.graphql.contract import complaints, main
from api.graphql.sdl import sdl

OLD = "type Query { book(id: ID): Book } type Book { title: String! } enum Binding { CLOTH PAPER }"
COMPATIBLE = [
    OLD,
    OLD.replace("title: String!", "title: String! pages: Int"),
    OLD.replace("book(id: ID)", "book(id: ID, isbn: String)"),
]
BREAKING = [
    OLD.replace("title: String!", "title: String"),
    OLD.replace("title: String!", "name: String!"),
    OLD.replace("book(id: ID)", "book(id: ID, isbn: String!)"),
    OLD.replace("book(id: ID)", "book(id: ID!)"),
    OLD.replace("CLOTH PAPER", "CLOTH"),
    "type Query { book: String }",
]


@pytest.mark.parametrize("served", COMPATIBLE)
def test_what_only_adds_breaks_nobody(served: str) -> None:
    assert list(complaints(served, OLD, served)) == []


@pytest.mark.parametrize("served", BREAKING)
def test_what_takes_away_or_asks_for_more_breaks_clients(served: str) -> None:
    found = list(complaints(served, OLD, served))
    assert found
    assert all("break clients" in each for each in found)


def test_a_committed_schema_that_is_not_served_is_complained_of() -> None:
    (found,) = complaints(OLD, OLD, f"{OLD} scalar Date")
    assert "contract write" in found


def test_the_schema_of_this_checkout_passes() -> None:
    main(["check"])


def test_a_break_ends_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    released = tmp_path / "schema.released.graphql"
    released.write_text(sdl().replace("type Recipient {", "type Recipient { shoeSize: Int"), encoding="utf-8")
    monkeypatch.setattr(contract, "RELEASED", released)
    with pytest.raises(SystemExit, match="1"):
        main(["check"])
    assert "Recipient.shoeSize was removed" in capsys.readouterr().err


def test_a_release_that_was_never_written_down_ends_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract, "RELEASED", tmp_path / "nothing.graphql")
    with pytest.raises(FileNotFoundError):
        main(["check"])


def test_a_release_promises_what_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMMITTED", "RELEASED"):
        monkeypatch.setattr(contract, name, tmp_path / name)
    main(["release"])
    main(["check"])
    assert (tmp_path / "RELEASED").read_text(encoding="utf-8") == sdl()


def test_an_unknown_command_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match=r"check\|write\|release"):
        main(["chekc"])
