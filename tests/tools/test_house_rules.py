"""The rules for names, sizes and prose, on small trees of files."""

from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import Path

import house_rules
import pytest
from english import is_past_participle
from house_prose import HABITS, Habit, check_prose
from house_sources import TextFile

House = Callable[[Mapping[str, str]], list[str]]


@pytest.fixture
def check_house(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> House:
    """Return a function that writes files and returns what is refused of them."""

    def check(files: Mapping[str, str]) -> list[str]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        code = house_rules.main([str(tmp_path)])
        lines = list(takewhile(bool, capsys.readouterr().out.splitlines()))  # up to the table
        assert code == (1 if lines else 0)
        return lines

    return check


@pytest.mark.parametrize(
    "word",
    [
        "told",
        "kept",
        "given",
        "shown",
        "taken",
        "listed",
        "wanted",
        "spent",
        "broken",
        "applied",
        "unsent",
        "rebuilt",
        "led",
    ],
)
def test_a_past_participle_is_known_whether_regular_or_not(word: str) -> None:
    assert is_past_participle(word)


@pytest.mark.parametrize(
    "word",
    [
        "feed",
        "seed",
        "need",
        "speed",
        "embed",
        "read",
        "put",
        "set",
        "bound",
        "present",
        "cost",
        "entry",
        "ed",
    ],
)
def test_a_noun_or_plain_form_is_not_taken_for_a_past_participle(word: str) -> None:
    assert not is_past_participle(word)


@pytest.mark.parametrize(
    "code",
    [
        "def listed(): ...",
        "async def _wanted(): ...",
        "class Page:\n    @property\n    def chosen(self): ...",
        "def outer():\n    if True:\n        def sent_(): ...",
        "try: ...\nexcept OSError:\n    def lost(): ...",
    ],
)
def test_a_function_named_by_a_bare_participle_is_refused(check_house: House, code: str) -> None:
    (line,) = check_house({"domain/rules/window.py": f'"""Windows."""\n\n{code}\n'})
    assert line.startswith("domain/rules/window.py:")
    assert "is a bare past participle" in line


@pytest.mark.parametrize(
    "code",
    [
        "def list_rows(): ...",
        "def locked_rows(): ...",
        "def is_listed(): ...",
        "def feed(): ...",
        "def __unfinished__(): ...",
        "def test_kept(): ...",
        "class Token:\n    expired: bool = False",
        "class Server(Base):\n    @override\n    def connected(self): ...",
        "class Server(Base):\n    @typing.override\n    def connected(self): ...",
    ],
)
def test_a_function_with_an_object_a_field_and_an_override_pass(check_house: House, code: str) -> None:
    assert check_house({"api/window.py": code}) == []


def test_old_names_are_refused_with_better_ones(check_house: House) -> None:
    code = "class Books: ...\n\n\nclass _Survey: ...\n\n\ndef _hand_out(): ...\n"
    assert check_house({"api/farewell.py": code}) == [
        "api/farewell.py:1: class `Books` is an old name: UnitOfWork",
        "api/farewell.py:1: module `farewell` is an old name: shutdown",
        "api/farewell.py:4: class `_Survey` is an old name: SizeVisitor",
        "api/farewell.py:7: function `_hand_out` is an old name: publish",
    ]


def test_a_name_may_be_old_in_one_folder_alone(check_house: House) -> None:
    assert check_house({"domain/model/places.py": "class Store: ...", "api/steps.py": ""}) == []
    assert check_house({"persistence/adapters.py": "class Store: ...", "domain/model/places.py": ""}) == [
        "persistence/adapters.py:1: class `Store` is an old name: PostgresAdapters",
    ]


def test_a_class_defined_twice_is_refused_at_each_place(check_house: House) -> None:
    files = {"api/clock.py": "\n\nclass Clock: ...", "tests/running.py": "class Clock: ..."}
    assert check_house(files) == [
        "api/clock.py:3: class `Clock` is defined in tests/running.py too",
        "tests/running.py:1: class `Clock` is defined in api/clock.py too",
    ]


def test_a_module_defined_twice_is_refused_at_each_place(check_house: House) -> None:
    assert check_house({"api/oauth/parcels.py": "", "api/graphql/parcels.py": ""}) == [
        "api/graphql/parcels.py:1: module `parcels` is defined in api/oauth/parcels.py too",
        "api/oauth/parcels.py:1: module `parcels` is defined in api/graphql/parcels.py too",
    ]


def test_names_with_a_listed_reason_may_be_defined_twice(check_house: House) -> None:
    files = {
        "api/__init__.py": "",
        "domain/__init__.py": "",
        "api/graphql/schema.py": "class Query: ...",
        "tests/api/graphql/schema.py": "class Query: ...",
        "tests/domain/test_lists.py": "",
        "tests/api/test_lists.py": "",
        "tests/conftest.py": "",
        "tests/api/conftest.py": "",
    }
    assert check_house(files) == []


def test_a_graphql_type_may_be_named_after_the_value_that_it_shows(check_house: House) -> None:
    shown = {
        "domain/model/window.py": "class Window: ...",
        "api/graphql/types/window.py": "class Window: ...",
    }
    assert check_house(shown) == []
    lines = check_house({"api/graphql/transport/glass.py": "class Window: ..."})
    assert lines == [
        "api/graphql/transport/glass.py:1: class `Window` is defined in domain/model/window.py too",
        "domain/model/window.py:1: class `Window` is defined in api/graphql/transport/glass.py too",
    ]


def test_a_file_has_at_most_300_lines(check_house: House) -> None:
    assert check_house({"tools/long.py": "a = 1\n" * 300}) == []
    assert check_house({"tools/long.py": "a = 1\n" * 301}) == ["tools/long.py:1: 301 lines, at most 300"]


def test_a_function_has_at_most_40_lines(check_house: House) -> None:
    code = "\n@cache\ndef prepare():\n" + "    a = 1\n" * 39
    assert check_house({"domain/long.py": code}) == []
    lines = check_house({"domain/long.py": code + "    return a\n"})
    assert lines == ["domain/long.py:3: function `prepare` has 41 lines, at most 40"]


def test_a_migration_is_as_long_as_its_tables_are(check_house: House) -> None:
    code = "def upgrade():\n" + "    a = 1\n" * 400
    assert check_house({"persistence/migrations/versions/first.py": code}) == []


def find_habits(text: str) -> list[Habit]:
    return [habit for habit in HABITS if habit.pattern.search(text)]


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.bad)
def test_every_habit_is_found_in_its_bad_example_and_none_in_its_good_one(habit: Habit) -> None:
    assert habit in find_habits(habit.bad)
    assert find_habits(habit.good) == []
    for sentence in habit.bad.split(". "):
        assert habit in find_habits(sentence)


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("api/prose.py", '"""Numbers.\n\nWhat\n    became of it.\n"""', 4),
        ("api/prose.py", "a = 1  # what became of it", 1),
        ("api/prose.py", "# what\n# became of it", 2),
        ("api/prose.py", "b = f'{a} # what became of it'", 1),
        ("api/prose.py", 'c = "an \\" and # what became of it"', 1),
        ("README.md", "# Title\n\nWhat\nbecame of it.\n", 4),
        ("docs/limits.md", "What became of it.\n", 1),
        ("api/graphql/schema.graphql", '"""What became of it."""\ntype A { b: Int }\n', 1),
        (
            "CHANGELOG.md",
            "## [Unreleased]\n\n- What became of it.\n\n## [1.0.0]\n\n- What became of it.\n",
            3,
        ),
        ("docs/decisions/0099-new.md", "What became of it.\n", 1),
    ],
)
def test_prose_is_checked_wherever_it_is_written(check_house: House, path: str, text: str, line: int) -> None:
    (found,) = check_house({path: text})
    assert found.startswith(f"{path}:{line}: ")
    assert found.endswith("""at became of": 'Result of `…`'""")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("api/prose.py", "if who in (a, told): tells = what + '' + became_of\n"),
        ("api/prose.py", "a = 'what', 'became', 'of'\n"),
        ("CHANGELOG.md", "## [Unreleased]\n\n## [1.0.0]\n\n- What became of it.\n"),
        ("docs/decisions/0011-quiet-operations.md", "What became of it.\n"),
        ("legacy_rest/scheduled/errors.py", "A = 'Whoever is told, what became of it?'\n"),
        ("persistence/migrations/versions/first.py", '"""What became of it."""\n'),
        ("docs/contract/schema.released.graphql", '"""What became of it."""\n'),
        (".venv/lib/module.py", '"""What became of it."""\n'),
        ("tests/clients/node_modules/README.md", "What became of it.\n"),
    ],
)
def test_code_and_exempt_files_are_not_checked_for_prose(check_house: House, path: str, text: str) -> None:
    assert check_house({path: text}) == []


def test_a_diagnostic_of_prose_quotes_the_words_and_names_better_ones() -> None:
    (diagnostic,) = check_prose(TextFile("README.md", "A text that\nis no  number.\n"))
    assert str(diagnostic) == "README.md:2: \"is no number\": 'is not a …'"


def test_a_table_shows_how_many_and_how_long_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "api").mkdir()
    code = "def send_all():\n    a = 1\n    b = 2\n\n\ndef rows(): ...\n\n\n@property\ndef text(): ...\n"
    (tmp_path / "api" / "one.py").write_text(code, encoding="utf-8")
    (tmp_path / "api" / "two.py").write_text("def test_it(): ...\n", encoding="utf-8")
    house_rules.main([str(tmp_path)])
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["api", "2", "1", "1", "4", "1", "1", "50%"] in rows
    assert ["tests", "0", "0", "0", "0", "0", "0", "0%"] in rows
    assert rows[-1] == ["name:", "0,", "twice:", "0,", "size:", "0,", "prose:", "0"]
