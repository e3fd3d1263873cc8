"""The parameters of a GraphQL request, from a JSON body or a query string."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from api.graphql.transport.refusals import bad_request

NAMES: Final = ("query", "documentId", "variables", "operationName", "extensions")
_QUOTED: Final = tuple(f'"{name}"'.encode() for name in NAMES)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a client asks for: a document, or one that it names by `document_id` or in `extensions`."""

    query: str | None
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)
    document_id: str | None = None

    @property
    def persisted_query(self) -> object:
        """What Apollo's clients say of a document they hope is known."""
        return self.extensions.get("persistedQuery")


def from_body(body: bytes) -> Parameters:
    """Raises a refusal for everything but one JSON object with parameters of the right types."""
    given = _json(body, "The body")
    if isinstance(given, list):
        raise bad_request("Batches of operations are not supported; send one JSON object.")
    if not isinstance(given, dict):
        raise bad_request("The body must be one JSON object.")
    if any(body.count(name) > 1 for name in _QUOTED):
        _refuse_duplicates(body)
    return from_mapping(given)


def from_query_string(query_string: bytes) -> Parameters:
    """Raises a refusal where the query string is no UTF-8, or names a parameter twice or wrongly."""
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as flaw:
        raise bad_request("The query string must be percent-encoded UTF-8.") from flaw
    given: dict[str, Any] = {name: value for name, value in pairs if name in NAMES}
    if len(given) < sum(name in NAMES for name, _ in pairs):
        raise bad_request("A parameter is given twice.")
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode(), f"{name}") if given[name] else None
    for name in ("documentId", "operationName"):
        given[name] = given.get(name) or None
    return from_mapping(given)


def from_mapping(given: Mapping[str, Any]) -> Parameters:
    """The parameters of a decoded JSON object; those it names beyond the five are ignored."""
    parameters = Parameters(
        _text(given, "query"),
        _object(given, "variables"),
        _text(given, "operationName"),
        _object(given, "extensions"),
        _text(given, "documentId"),
    )
    if parameters.query is None and parameters.document_id is None and parameters.persisted_query is None:
        raise bad_request("The parameter query must be a string.")
    return parameters


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if not (value is None or isinstance(value, str)):
        raise bad_request(f"The parameter {name} must be a string.")
    return value


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if not (value is None or isinstance(value, dict)):
        raise bad_request(f"The parameter {name} must be an object or null.")
    return value or {}


def _json(text: bytes, what: str) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return msgspec.json.decode(text)
    except UnicodeDecodeError as flaw:
        raise bad_request(f"{what} must be UTF-8.") from flaw
    except RecursionError as flaw:
        raise bad_request(f"{what} is nested too deeply.") from flaw
    except msgspec.DecodeError as flaw:
        raise bad_request(f"{what} must be JSON.") from flaw


def _refuse_duplicates(body: bytes) -> None:
    """Readers disagree on which of two equal names counts, so a proxy may have checked the other one.

    Only called where a name occurs twice somewhere, which may be harmless: inside of variables.
    """
    pairs = json.loads(body, object_pairs_hook=tuple, parse_int=str, parse_float=str)
    names = [name for name, _ in pairs if name in NAMES]
    if len(set(names)) < len(names):
        raise bad_request("A parameter is given twice.")
