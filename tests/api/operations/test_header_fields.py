"""Header fields are found by name, repeated ones in the order in which they were sent."""

from api.operations.header_fields import HeaderFields, fields_of, with_fields

FIELDS = HeaderFields(
    [
        (b"accept", b""),
        (b"token", b"first"),
        (b"accept", b"text/html"),
        (b"token", b"second"),
        (b"x", b"\xe9"),
    ]
)


def test_the_first_field_of_a_name_counts() -> None:
    assert (FIELDS.first(b"token"), FIELDS.first(b"x"), FIELDS.first(b"none")) == ("first", "é", "")


def test_fields_of_a_name_are_one_list() -> None:
    assert FIELDS.join(b"accept") == ", text/html"
    assert FIELDS.join(b"token") == "first, second"
    assert (FIELDS.join(b"x"), FIELDS.join(b"none")) == ("é", "")
    assert HeaderFields([(b"x", b"1")]).join(b"x") == "1"


def test_a_scope_with_other_fields_has_those_alone() -> None:
    scope = {"type": "http", "headers": [(b"x", b"1")]}
    assert b"x" in fields_of(scope)
    assert b"x" not in fields_of(with_fields(scope, [(b"y", b"2")]))
    assert fields_of(scope).first(b"x") == "1"
