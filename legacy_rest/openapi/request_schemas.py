"""The schemas of request bodies, from the table of fields and from what the domain requires of each."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.rules.form_reader import UnreadableField
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest.brackets import LIST
from legacy_rest.openapi.samples import ITEM, refused_requirements
from legacy_rest.scheduled.fields import FIELDS, IN_GROUP, IN_ITEM, INSURANCE, Field, Group, InsuranceFields

Schema = Mapping[str, object]

FLAG: Final = {
    "description": "True or false, also as `1`, `on`, `yes` and their opposites; blank is false.",
    "type": ["boolean", "string", "number", "null"],
}
BLANK: Final = {"type": ["string", "null"], "pattern": r"^\s*$"}
COORDINATE: Final = {
    "description": "Degrees, also as text; taken with its pair where the address register knows none. Any "
    "other value, and the pair 10 and 10, counts as not sent."
}
_ALIAS: Final = f"Another name of a field of `{INSURANCE}`, read where that is not sent."


def create_schema() -> Schema:
    return _item_schema("A new delivery. Fields that are not listed are ignored.", _required_names(FIELDS))


def update_schema() -> Schema:
    description = "A change; an omitted field keeps its value. Fields that are not listed are ignored."
    return _item_schema(description, ["scheduled_id"])


def items_schema(name: str) -> Schema:
    """Return the schema of a batch: an array, an object that holds it, or one item alone."""
    item = {"$ref": f"#/components/schemas/{name}"}
    # Not `maxItems`: what validates by the document would expect a 400, and a larger batch is a 413.
    most = f"At most {LARGEST_BATCH:,} deliveries."
    batch = {"type": "array", "description": most, "minItems": 1, "items": item}
    wrapped = {"type": "object", "required": [LIST], "properties": {LIST: batch}}
    return {"anyOf": [batch, wrapped, item], "examples": [[ITEM]]}


def _item_schema(description: str, required: Sequence[str]) -> Schema:
    fields = {name: _schema_of(name, field, required) for name, field in FIELDS.items()}
    return {
        "type": "object",
        "description": description,
        "required": required,
        "properties": {
            **fields,
            INSURANCE: _or_blank(
                _object({IN_GROUP.enabled: FLAG, IN_GROUP.value: _amount(f"{INSURANCE}.{IN_GROUP.value}")})
            ),
            **_alias_schemas(IN_ITEM),
        },
    }


def _schema_of(name: str, field: Field | Group, required: Sequence[str]) -> Schema:
    if isinstance(field, Field):
        return _field_schema(name, field, optional=name not in required)
    inner = _required_names(field.fields) if name in required else []
    parts = {
        each: _field_schema(f"{name}.{each}", part, optional=each not in inner)
        for each, part in field.fields.items()
    }
    if field.coordinates:
        parts |= {"latitude": COORDINATE, "longitude": COORDINATE}
    group = {**_object(parts), **({"required": inner} if inner else {})}
    if field.requirement:
        group |= {
            "description": f"Refused otherwise: Field {name} {field.requirement}.",
            "anyOf": [{"required": [each]} for each in field.fields],
        }
    return group if inner else _or_blank(group)


def _field_schema(name: str, field: Field, *, optional: bool) -> Schema:
    types = [*field.format.types, "null"] if optional else list(field.format.types)
    refusals = [f"Field {name} {each}." for each in REQUIREMENTS.get(field.path, ())]
    otherwise = ["Refused otherwise:", *refusals] if refusals else []
    return {"description": " ".join([field.format.description, *otherwise]), "type": types}


def _alias_schemas(names: InsuranceFields) -> Schema:
    return {
        names.enabled: {**FLAG, "description": f"{_ALIAS} {FLAG['description']}"},
        names.value: _amount(names.value, f"{_ALIAS} "),
    }


def _amount(name: str, beginning: str = "") -> Schema:
    """Return the schema of an insured value, which is not read if insurance is not enabled."""
    return {
        "description": f"{beginning}An exact decimal, also as text; read only if insurance is enabled. "
        f"Refused otherwise: Field {name} {REQUIREMENTS['insured_value'][0]}."
    }


def _object(properties: Mapping[str, Schema]) -> dict[str, object]:
    return {"type": "object", "properties": properties}


def _or_blank(schema: Schema) -> Schema:
    return {"anyOf": [schema, BLANK]}


def _required_names(fields: Mapping[str, Field | Group] | Mapping[str, Field]) -> list[str]:
    """Return the names of the fields without which an item is refused."""
    return [
        name for name, each in fields.items() if any(path.startswith(each.path) for path in REQUIRED_PATHS)
    ]


def _all_fields() -> Sequence[Field]:
    parts = [part for each in FIELDS.values() if isinstance(each, Group) for part in each.fields.values()]
    return [*(each for each in FIELDS.values() if isinstance(each, Field)), *parts]


def _find_requirements() -> Mapping[str, Sequence[str]]:
    """Return what each field must be, by domain path: its type, and the form of its text if it has one."""
    typed = refused_requirements({"insured_value": UnreadableField(""), **_convert_all([])})
    shaped = refused_requirements(_convert_all("?"))
    return {
        path: list(dict.fromkeys(found[path] for found in (typed, shaped) if path in found)) for path in typed
    }


def _convert_all(value: object) -> Mapping[str, object]:
    return {each.path: each.format.convert(value) for each in _all_fields()}


REQUIRED_PATHS: Final = frozenset(refused_requirements({}))
REQUIREMENTS: Final = _find_requirements()
