"""The whole description: paths, parameters, bodies, answers and how clients authenticate."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from domain.model.auth import Scope
from domain.rules.idempotency import KEY
from legacy_rest.openapi.call_list import CALLS, Call, Input
from legacy_rest.openapi.error_list import ErrorEntry, errors_by_status
from legacy_rest.openapi.request_bodies import request_body
from legacy_rest.openapi.request_schemas import create_schema, update_schema
from legacy_rest.openapi.response_schemas import delivery_schema, settings_schema
from legacy_rest.openapi.samples import SCHEDULED_ID
from legacy_rest.scheduled.endpoints import ID_FIELD
from legacy_rest.scheduled.list_request import PARAMETERS

Schema = Mapping[str, object]

VERSION: Final = "1.3"
DESCRIPTION: Final = (
    "The scheduled-delivery API of 2018 and two extensions, which are marked. A trailing slash is optional "
    "and the case of a path does not matter. `HEAD` is answered where `GET` is. Bodies may be sent in gzip. "
    "Every refusal has the body `Problem`, with all violations of all items in `fields`; a success has "
    "neither `message` nor `error`."
)
_DELIVERY: Final = {"$ref": "#/components/schemas/Delivery"}
_DELIVERIES: Final = {"type": "array", "items": _DELIVERY}
_ANSWERS: Final[Mapping[str, Schema]] = {
    "settings": {"$ref": "#/components/schemas/Settings"},
    "delivery": _DELIVERY,
    "deliveries": _DELIVERIES,
    "created": {"oneOf": [_DELIVERY, _DELIVERIES]},
    "page": {"type": "string"},
}
_ID: Final = {
    "description": "The id of a delivery.",
    "schema": {"type": "string", "minLength": 1, "examples": [SCHEDULED_ID]},
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "For 24 hours the same request under the same key has one effect and one answer.",
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["message", "code", "error"],
    "properties": {
        "message": {"type": "string", "description": "The sentence of the first violation."},
        "code": {"type": "string"},
        "error": {
            "type": "object",
            "required": ["status"],
            "properties": {"status": {"type": "integer", "minimum": 400, "maximum": 599}},
        },
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["index", "path", "code", "message"],
                "properties": {
                    "index": {"type": "integer", "minimum": 0, "description": "The item, from 0."},
                    "path": {"type": "string", "description": 'The field, "" for the item as a whole.'},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


@cache
def openapi_text() -> str:
    """Return the document as JSON, without the address of a gateway: paths are those of its own server."""
    return json.dumps(openapi_document(), ensure_ascii=False, indent=2) + "\n"


def openapi_document() -> Schema:
    paths: dict[str, dict[str, Schema]] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method.lower()] = _describe_call(call)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Scheduled deliveries", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {
                "CreateItem": create_schema(),
                "UpdateItem": update_schema(),
                "Delivery": delivery_schema(),
                "Settings": settings_schema(),
                "Problem": _PROBLEM,
            },
            "responses": {name: _refusal(entries) for entries, name in _name_refusals().items()},
            "securitySchemes": _security_schemes(),
        },
    }


def _describe_call(call: Call) -> Schema:
    parameters = list(_parameters(call))
    body = request_body(call)
    return {
        "operationId": call.name,
        "summary": f"{call.summary}{' An extension.' if call.is_extension else ''}",
        **({"x-extension": True} if call.is_extension else {}),
        **({"security": [{"token": []}, {"oauth": [call.scope]}]} if call.scope else {}),
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": body} if body else {}),
        "responses": {str(call.status): _answer(call), **_refusals(call)},
    }


def _parameters(call: Call) -> Sequence[Schema]:
    name = call.path_parameter
    named = [{"name": name, "in": "path", "required": True, **_ID}] if name else []
    if call.input is Input.ID:
        named.append({"name": ID_FIELD, "in": "query", "schema": {"type": "string"}})
    if call.input is Input.QUERY:
        named += [{"name": name, "in": "query", **each} for name, each in PARAMETERS.items()]
    return [*named, _KEY] if call.operation else named


def _answer(call: Call) -> Schema:
    media = "text/html" if call.is_page else "application/json"
    content = {media: {"schema": _ANSWERS[call.schema]}} if call.schema else {}
    link = {"Link": {"description": "The next page, if there is one.", "schema": {"type": "string"}}}
    replayed = {
        "Idempotent-Replayed": {
            "description": "`true` for an answer that is given again.",
            "schema": {"type": "string"},
        }
    }
    headers = replayed if call.operation else link if call.input is Input.QUERY else {}
    return {
        "description": "Done." if call.operation else "The answer.",
        **({"headers": headers} if headers else {}),
        **({"content": content} if content else {}),
    }


def _refusals(call: Call) -> Mapping[str, Schema]:
    return {
        str(status): {"$ref": f"#/components/responses/{_name_refusals()[tuple(entries)]}"}
        for status, entries in errors_by_status(call).items()
    }


@cache
def _name_refusals() -> Mapping[tuple[ErrorEntry, ...], str]:
    """Name each set of refusals after its status, and after the first call that has it if that is taken."""
    names: dict[tuple[ErrorEntry, ...], str] = {}
    for call in CALLS:
        for status, entries in errors_by_status(call).items():
            plain = f"Refused{status}"
            name = f"{plain}_{call.name}" if plain in names.values() else plain
            names.setdefault(tuple(entries), name)
    return names


def _refusal(entries: Sequence[ErrorEntry]) -> Schema:
    """Describe refusals of one status; those that say how long to wait have a header field for it."""
    status = entries[0].status
    sentences = [f"- `{each.code}`: {each.sentence}" for each in entries]
    codes = {"code": {"enum": sorted({each.code for each in entries})}}
    error = {"error": {"properties": {"status": {"const": status}}}}
    own = {"type": "object", "properties": {**codes, **error}}
    waits = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}
    return {
        "description": "\n".join([f"Refused with {status}:", "", *sentences]),
        **({"headers": waits} if status in (429, 503) else {}),
        "content": {
            "application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, own]}}
        },
    }


def _security_schemes() -> Schema:
    flow = {"tokenUrl": "/oauth/token", "scopes": {scope: scope for scope in Scope}}
    return {
        "token": {"type": "apiKey", "in": "header", "name": "Token", "description": "An API token."},
        "oauth": {
            "type": "oauth2",
            "description": "An access token or an API token in the header field `Authorization: Bearer`.",
            "flows": {"clientCredentials": flow},
        },
    }
