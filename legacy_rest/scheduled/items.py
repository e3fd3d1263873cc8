"""Conversion of the items of a request array to the flat forms that the domain reads."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import BatchTooLarge
from domain.rules.form_reader import Form, UnreadableField
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest.scheduled import formats
from legacy_rest.scheduled.fields import (
    FIELDS,
    IN_GROUP,
    IN_ITEM,
    INSURANCE,
    OTHER_NAMES,
    Field,
    Group,
    InsuranceFields,
)

_CONTAINERS = frozenset({list, dict})

Item = Mapping[str, object]
Values = dict[str, object]
Read = Callable[[Values, object], None]  # puts the values of one field of an item into its form


@dataclass(frozen=True, slots=True)
class SentForms:
    """The forms of the items, and by the indexes of some items the other names that their fields have."""

    forms: Sequence[Form]
    other_names: Mapping[int, Mapping[str, str]]


async def read_forms(items: AsyncIterator[object]) -> SentForms:
    """Return a form for each item; raises `BatchTooLarge` before the first item too many has a form."""
    forms: list[Form] = []
    other_names: dict[int, Mapping[str, str]] = {}
    async for item in items:
        if len(forms) == LARGEST_BATCH:
            raise BatchTooLarge(LARGEST_BATCH)
        if isinstance(item, dict) and IN_ITEM.enabled in item and _is_insured_in_item(item):
            other_names[len(forms)] = OTHER_NAMES
        forms.append(read_form(item))
    return SentForms(forms, other_names)


def read_form(item: object) -> Form:
    """Return the item's fields by domain path; an item that is not an object is the only field, at "".

    Arrays and objects lose their contents: their type is enough to refuse them, and they may be large.
    """
    form = _read_fields(item) if isinstance(item, dict) else {"": item}
    if not _CONTAINERS.isdisjoint(map(type, form.values())):
        for path in [path for path, value in form.items() if type(value) in _CONTAINERS]:
            form[path] = type(form[path])()
    return form


def _read_fields(item: Item) -> Values:
    form: Values = {}
    for name, value in item.items():
        if (read := _READERS.get(name)) is not None:  # clients send fields of their own
            read(form, value)
    form |= _insurance_form(item)
    return form


def _field_reader(field: Field) -> Read:
    path, convert = field.path, field.format.convert

    def read(form: Values, value: object) -> None:
        form[path] = convert(value)

    return read


def _group_reader(group: Group) -> Read:
    """Return the reader of a group; null and blank ask for every default, the domain refuses other values."""
    fields = [(name, field.path, field.format.convert) for name, field in group.fields.items()]

    def read(form: Values, value: object) -> None:
        if isinstance(value, dict):
            before = len(form)
            for name, path, convert in fields:
                if name in value:
                    form[path] = convert(value[name])
            if len(form) == before and group.requirement:
                form[group.path] = UnreadableField("", group.requirement)
            if group.coordinates and "latitude" in value:
                form |= _coordinates(group.path, value)
        elif formats.is_blank(value):
            form |= {path: None for _, path, _ in fields}
        else:
            form[group.path] = value

    return read


_READERS: Mapping[str, Read] = {
    name: _group_reader(each) if isinstance(each, Group) else _field_reader(each)
    for name, each in FIELDS.items()
}


def _coordinates(path: str, location: Item) -> Values:
    """Return both coordinates or none; clients send dummies, so any other value counts as not sent."""
    pair = formats.read_coordinates(location.get("latitude"), location.get("longitude"))
    return {f"{path}.latitude": pair[0], f"{path}.longitude": pair[1]} if pair else {}


def _insurance_form(item: Item) -> Values:
    """Return the form of the insurance's object, or of the two fields that some clients send instead."""
    insurance = item.get(INSURANCE)
    if isinstance(insurance, dict):
        return _insured_value_form(insurance, IN_GROUP)
    if not formats.is_blank(insurance):
        return {"insurance": insurance}
    if _is_insured_in_item(item):
        return _insured_value_form(item, IN_ITEM)
    return {"insured_value": None} if INSURANCE in item else {}


def _is_insured_in_item(item: Item) -> bool:
    """Whether the two fields of the item count, because there is no object."""
    return IN_ITEM.enabled in item and formats.is_blank(item.get(INSURANCE))


def _insured_value_form(source: Item, names: InsuranceFields) -> Values:
    """Return the form of an insured value: empty if its flag is omitted, null if it is false."""
    if names.enabled not in source:
        return {}
    is_enabled = formats.read_flag(source[names.enabled])
    if is_enabled is False:
        return {"insured_value": None}
    has_value = names.value in source and is_enabled is True
    amount = {"insured_value": formats.read_amount(source[names.value])} if has_value else {}
    return {"insurance.enabled": is_enabled, **amount}
