"""Fields that show attributes as members of a projection."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from api.graphql.conversions import Conversion
from api.graphql.domain_type import CONVERT, AttributeField
from api.graphql.field_metadata import ATTRIBUTE
from api.graphql.plans.selected import Selected
from api.graphql.plans.selections import NotPlannable, Selections
from api.graphql.types.field_change import KINDS, NAMES, field_changes
from domain.model.projection import ChangeList, Form, Leaf, Names, Part

_FORMS: Final = {
    "String": Form.TEXT,
    "ID": Form.TEXT,
    "Int": Form.INTEGER,
    "Date": Form.DAY,
    "DateTime": Form.INSTANT,
    "LocalTime": Form.TIME_OF_DAY,
    "Decimal": Form.AMOUNT,
}
"""The forms of scalars; any number with a point is a coordinate, whose field has its conversion."""
_RENAMED: Final[Names] = tuple((path, name) for path, name in NAMES.items() if path != name)
_AS_IDS: Final[Names] = tuple(KINDS.items())

NewCount: TypeAlias = Callable[[], int]
"""Returns the number of a new count."""


def is_attribute(field: Selected) -> bool:
    """Whether the field shows an attribute, or is `__typename`."""
    return field.name == "__typename" or isinstance(_definition(field), AttributeField)


def constant_leaf(field: Selected) -> Leaf:
    """Return the member of `__typename`; raises `NotPlannable` for any other field."""
    if field.name != "__typename":
        raise NotPlannable(field.name)
    return Leaf(field.key, "", Form.CONSTANT, field.parent.name)


def member_of(
    selections: Selections, field: Selected, new_count: NewCount, prefix: str = ""
) -> Leaf | Part | ChangeList:
    """Return the member of a field that shows an attribute of the part at `prefix`; raises `NotPlannable`."""
    if field.name == "__typename" or not is_attribute(field):
        return constant_leaf(field)
    metadata, named = _definition(field).metadata, get_named_type(field.definition.type)
    path, convert = _join(prefix, metadata[ATTRIBUTE]), metadata[CONVERT]
    is_list = is_list_type(get_nullable_type(field.definition.type))
    if is_leaf_type(named) and not is_list:
        return Leaf(field.key, path, *_form(named, convert))

    def members(prefix: str) -> tuple[Leaf | Part | ChangeList, ...]:
        return tuple(member_of(selections, each, new_count, prefix) for each in selections.below(field))

    if convert is field_changes:
        return ChangeList(field.key, members(""), _RENAMED, _AS_IDS, new_count())
    if convert is not None or is_list:
        raise NotPlannable(field.name)
    return Part(field.key, path, not is_non_null_type(field.definition.type), members(path))


def enum_names(kind: GraphQLEnumType) -> Names:
    """Return the name of each value of the domain's enumeration."""
    return tuple((str(value.value), name) for name, value in kind.values.items())


def _form(named: GraphQLLeafType, convert: object) -> tuple[Form, str | Names]:
    if isinstance(convert, Conversion):
        return convert.form, convert.detail
    if convert is not None or (named.name not in _FORMS and not isinstance(named, GraphQLEnumType)):
        raise NotPlannable(named.name)
    if isinstance(named, GraphQLEnumType):
        return Form.MEMBER, enum_names(named)
    return _FORMS[named.name], ""


def _definition(field: Selected) -> Any:  # noqa: ANN401 - strawberry's own mark
    return field.definition.extensions.get("strawberry-definition")


def _join(*names: str) -> str:
    return ".".join(filter(None, names))
