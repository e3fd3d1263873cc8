"""The state of a request: its id, and notes for the metrics and the access log."""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Any, Final

from graphql import FieldNode, OperationDefinitionNode
from starlette.types import Scope

SEVERAL: Final = "several"


def request_id_of(scope: Scope) -> str:
    """Return the id in the state of the request, or else a new one."""
    known: object = scope.get("state", {}).get("request_id")
    return known if isinstance(known, str) else token_hex(8)


def operation_label(operation: OperationDefinitionNode) -> str:
    """Return the type of the operation and its one root field: names of the schema, never a client's own."""
    selections = operation.selection_set.selections
    names = {each.name.value if isinstance(each, FieldNode) else SEVERAL for each in selections}
    return f"{operation.operation.value} {names.pop() if len(names) == 1 else SEVERAL}"


def note_operation(scope: Scope, label: str) -> None:
    scope.setdefault("state", {})["operation"] = label


def note_run(scope: Scope, run_by: str | None) -> None:
    scope.setdefault("state", {})["run_by"] = run_by or ""


def note_errors(scope: Scope, errors: Iterable[Mapping[str, Any]]) -> None:
    """Add the code of each error that has one."""
    codes = [each.get("extensions", {}).get("code") for each in errors]
    scope.setdefault("state", {}).setdefault("codes", set()).update(filter(None, codes))
