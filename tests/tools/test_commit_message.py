"""The check of commit messages, as pre-commit runs it."""

from pathlib import Path

import commit_message
import pytest


def check(folder: Path, message: str) -> int:
    file = folder / "COMMIT_EDITMSG"
    file.write_text(message, encoding="utf-8")
    return commit_message.main([str(file)])


@pytest.mark.parametrize(
    "message",
    [
        "Add a rule for dropshipping",
        "Refuse postal codes without digits\n\nThey were stored as empty texts.\n",
        "Bring .venv in step with uv.lock",
        "Pass the request id on",
        "Need no token for `/healthz`",
        "Feed both workers from one outbox",
        "Read the settings once",
        "X" * 72,
        "Merge branch 'main' into sweeps",
        'Revert "Read the settings once"\n\nThis reverts commit 1234.',
        "fixup! Add a rule for dropshipping",
        "fixup! fixup! " + "X" * 72,
        "# a comment before it\n\nAdd a rule\n# a comment below it\n",
        "Add a rule\n# ------------------------ >8 ------------------------\ndiff --git a/x b/x\n",
        "",
    ],
)
def test_a_short_command_passes(tmp_path: Path, message: str) -> None:
    assert check(tmp_path, message) == 0


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("X" * 73, "the subject has 73 characters, at most 72"),
        ("squash! " + "X" * 73, "the subject has 73 characters, at most 72"),
        ("add a rule", "the subject must begin with a capital letter"),
        ("Add a rule.", "the subject must not end with a full stop"),
        ("Add a rule\nfor dropshipping", "the second line must be blank"),
        ("Added a rule", "begin with a command: `Add …`, not `Added …`"),
        ("Adding a rule", "begin with a command: `Add …`, not `Adding …`"),
        ("Adds a rule", "begin with a command: `Add …`, not `Adds …`"),
        ("Rewritten: the rules", "begin with a command: `Add …`, not `Rewritten …`"),
        ("fixup! Added a rule", "begin with a command: `Add …`, not `Added …`"),
    ],
)
def test_another_message_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], message: str, problem: str
) -> None:
    assert check(tmp_path, message) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("commit message: ")
    assert line.endswith(problem)


def test_every_problem_of_a_message_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, "adding a rule.\nand another") == 1
    assert len(capsys.readouterr().err.splitlines()) == 4
