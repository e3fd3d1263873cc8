"""From an item of a request array to the flat form that the domain reads."""

from collections.abc import AsyncIterator, Mapping, Sequence

from domain.errors import BatchTooLarge
from domain.model.caller import Identity
from domain.rules.form_reader import Form
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest.scheduled import formats
from legacy_rest.scheduled.fields import FIELDS, Field, Group

_HOLDERS = (list, dict)

Item = Mapping[str, object]
Values = dict[str, object]


async def forms_of(items: AsyncIterator[object], identity: Identity) -> Sequence[Form]:
    """One form for each item; raises `BatchTooLarge` before the first item too many has a form."""
    forms: list[Form] = []
    async for item in items:
        if len(forms) == LARGEST_BATCH:
            raise BatchTooLarge(LARGEST_BATCH)
        forms.append(form_of(item, identity))
    return forms


def form_of(item: object, identity: Identity) -> Form:
    """The item's fields under their domain names; an item that is no object is the only field.

    Arrays and objects lose their contents: they are refused for what they are, and may hold much.
    """
    fields = _fields_of(item, identity) if isinstance(item, dict) else {"": item}
    return {path: type(value)() if type(value) in _HOLDERS else value for path, value in fields.items()}


def _fields_of(item: Item, identity: Identity) -> Form:
    form: Values = {}
    for name, value in item.items():
        match FIELDS.get(name):
            case Field(path, convert):
                form[path] = convert(value, identity)
            case Group() as group:
                form |= _group_form(group, value, identity)
            case None:
                pass  # clients send many a field of their own
    return form | _insurance_form(item)


def _group_form(group: Group, value: object, identity: Identity) -> Values:
    """Nothing in place of a group asks for every default; the domain refuses other single values."""
    if _is_nothing(value):
        return {field.path: None for field in group.fields.values()}
    if not isinstance(value, dict):
        return {group.path: value}
    sent = {name: field for name, field in group.fields.items() if name in value}
    form = {field.path: field.convert(value[name], identity) for name, field in sent.items()}
    return form | _coordinates(group.path, value)


def _coordinates(path: str, location: Item) -> Values:
    """Both or none; clients send dummies, so what is no coordinate counts as not sent."""
    latitude = formats.degrees(location.get("latitude"), 90)
    longitude = formats.degrees(location.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {}
    return {f"{path}.latitude": latitude, f"{path}.longitude": longitude}


def _insurance_form(item: Item) -> Values:
    """`cargo_insurance`, or the two fields that some clients send instead of it."""
    insurance = item.get("cargo_insurance")
    if isinstance(insurance, dict):
        return _insured_value_form(insurance, "enabled", "value")
    if not _is_nothing(insurance):
        return {"insurance": insurance}
    if "full_insurance" in item:
        return _insured_value_form(item, "full_insurance", "full_insurance_value")
    return {"insured_value": None} if "cargo_insurance" in item else {}


def _insured_value_form(source: Item, enabled: str, value: str) -> Values:
    """Without a word on whether to insure, what stands stays; where the word is no, the value is ignored."""
    if enabled not in source:
        return {}
    wanted = formats.wish(source[enabled])
    if wanted is False:
        return {"insured_value": None}
    given = {"insured_value": formats.amount(source[value])} if value in source and wanted is True else {}
    return {"insurance.enabled": wanted, **given}


def _is_nothing(value: object) -> bool:
    return value is None or value == ""
