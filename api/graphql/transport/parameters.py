"""The parameters of a GraphQL request, read from a JSON body or a query string."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from api.graphql.transport.refusals import bad_request

NAMES: Final = ("query", "documentId", "variables", "operationName", "extensions")
_QUOTED: Final = tuple(f'"{name}"'.encode() for name in NAMES)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Parameters(msgspec.Struct, frozen=True):
    """The parameters of a request: a document, or its name in `document_id` or `extensions`.

    `size` is the number of bytes that they were sent in. An empty `operationName` counts as none.
    """

    query: str | None
    variables: Mapping[str, Any] = {}
    operation_name: str | None = None
    extensions: Mapping[str, Any] = {}
    document_id: str | None = None
    size: int = 0

    @property
    def persisted_query(self) -> object:
        """The extension of Apollo's clients that names a document by its hash."""
        return self.extensions.get("persistedQuery")


def from_body(body: bytes) -> Parameters:
    """Read a JSON object with parameters of the right types; raises a refusal for any other body."""
    body = body.removeprefix(_BYTE_ORDER_MARK)
    values = _json(body, "The body")
    if isinstance(values, list):
        raise bad_request("Batches of operations are not supported; send one JSON object.")
    if not isinstance(values, dict):
        raise bad_request("The body must be one JSON object.")
    if max(map(body.count, _QUOTED)) > 1:
        _refuse_duplicates(body)
    return from_mapping(values, len(body))


def from_query_string(query_string: bytes) -> Parameters:
    """Read a query string; raises a refusal if it is not UTF-8 or a parameter is repeated or malformed."""
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as flaw:
        raise bad_request("The query string must be percent-encoded UTF-8.") from flaw
    values: dict[str, Any] = {name: value for name, value in pairs if name in NAMES}
    if len(values) < sum(name in NAMES for name, _ in pairs):
        raise bad_request("A parameter is given twice.")
    for name in ("variables", "extensions"):
        if name in values:
            values[name] = _json(values[name].encode(), f"{name}") if values[name] else None
    values["documentId"] = values.get("documentId") or None
    return from_mapping(values, len(query_string))


def from_mapping(values: Mapping[str, Any], size: int = 0) -> Parameters:
    """Return the parameters of a decoded JSON object; other members are ignored."""
    parameters = Parameters(
        _text(values, "query"),
        _object(values, "variables"),
        _text(values, "operationName") or None,
        _object(values, "extensions"),
        _text(values, "documentId"),
        size,
    )
    if parameters.query is None and parameters.document_id is None and parameters.persisted_query is None:
        raise bad_request("The parameter query must be a string.")
    return parameters


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if not (value is None or isinstance(value, str)):
        raise bad_request(f"The parameter {name} must be a string.")
    return value


def _object(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
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
    """Refuse a repeated parameter: readers disagree on which counts, so a proxy may have checked the other.

    Called only if a name occurs twice anywhere, which is harmless inside of variables.
    """
    pairs = json.loads(body, object_pairs_hook=tuple, parse_int=str, parse_float=str)
    names = [name for name, _ in pairs if name in NAMES]
    if len(set(names)) < len(names):
        raise bad_request("A parameter is given twice.")
