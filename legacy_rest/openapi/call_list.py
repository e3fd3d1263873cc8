"""The calls of this channel: path, scope, input and answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from domain.model.auth import Scope
from domain.rules.catalogue import Operation
from legacy_rest.links import LINK_PATHS
from legacy_rest.scheduled.endpoints import ID_FIELD, LIST

Schema = Mapping[str, object]

_PARAMETER: Final = re.compile(r"\{(\w+)\}")


class Input(Enum):
    """What a call reads besides its path and header fields."""

    NOTHING = "nothing"
    QUERY = "query"
    BATCH = "batch"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `schema` names the schema of its answer, `operation` what the rules know it as."""

    name: str
    method: str
    path: str
    summary: str
    scope: Scope | None = None
    input: Input = Input.NOTHING
    status: int = 200
    schema: str = ""
    operation: Operation | None = None
    is_extension: bool = False

    @property
    def path_parameter(self) -> str | None:
        """The name of the parameter in the path, if it has one."""
        found = _PARAMETER.search(self.path)
        return found[1] if found else None

    @property
    def is_page(self) -> bool:
        """Whether the answer is a page for people."""
        return self.schema == "page"


CALLS: Final[Sequence[Call]] = (
    Call(
        "settings",
        "GET",
        "/v1/settings/config",
        "What the account allows.",
        Scope.SETTINGS_READ,
        schema="settings",
    ),
    Call(
        "create",
        "POST",
        f"{LIST}/create",
        "Create deliveries, all or none. One delivery is answered as an object, several as an array.",
        Scope.DELIVERIES_WRITE,
        Input.BATCH,
        201,
        "created",
        Operation.CREATE,
    ),
    Call(
        "update",
        "POST",
        f"{LIST}/update",
        "Change deliveries, all or none; the answer is an array.",
        Scope.DELIVERIES_WRITE,
        Input.BATCH,
        schema="deliveries",
        operation=Operation.UPDATE,
    ),
    Call(
        "delete",
        "DELETE",
        f"/v1/scheduled/{{{ID_FIELD}}}",
        "Delete a delivery that is named in the path; the answer is empty.",
        Scope.DELIVERIES_WRITE,
        operation=Operation.DELETE,
    ),
    Call(
        "delete_named",
        "DELETE",
        "/v1/scheduled",
        "Delete a delivery that is named in the query or in the body; the answer is empty.",
        Scope.DELIVERIES_WRITE,
        Input.ID,
        operation=Operation.DELETE,
    ),
    Call(
        "show",
        "GET",
        f"{LIST}/{{{ID_FIELD}}}",
        "Show a delivery as it is now.",
        Scope.DELIVERIES_READ,
        schema="delivery",
        is_extension=True,
    ),
    Call(
        "list",
        "GET",
        LIST,
        "List deliveries as they are now, newest first. The header field Link leads to the next page.",
        Scope.DELIVERIES_READ,
        Input.QUERY,
        schema="deliveries",
        is_extension=True,
    ),
    *(
        Call(kind, "GET", path, "A page for people, the same for every id.", schema="page")
        for kind, path in LINK_PATHS.items()
    ),
)
