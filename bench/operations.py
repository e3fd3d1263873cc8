"""The operations that are measured, and how the answers of the systems are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.workload import BATCH, LARGE_BATCH, SIZE

# What differs between systems or requests by its nature: ids that are made anew, cursors, the cost.
_OWN: Final = frozenset({"id", "endCursor", "extensions"})
_OWN_OF_WRITES: Final = _OWN | {"scheduledId", "scheduled_id", "labels_url", "track_url", "notes"}


@dataclass(frozen=True, slots=True)
class MeasuredOperation:
    """One operation; `deliveries` is how many one request shows or stores."""

    key: str
    title: str
    connections: Sequence[int] = (16,)
    deliveries: int = 1
    writes: bool = False
    reference: str = "limit"
    """The system that the others are compared with."""

    def normalise(self, body: object) -> object:
        """Return the answer without what differs between systems by its nature."""
        value = _without(body, _OWN_OF_WRITES if self.writes else _OWN)
        if isinstance(value, dict) and list(value) == ["data"]:
            (value,) = value["data"].values()
        return value


OPERATIONS: Final = (
    MeasuredOperation("one", "Q1: one delivery by its id", (16, 64)),
    MeasuredOperation("page", f"Q2: a page of {SIZE}", (16, 64), SIZE),
    MeasuredOperation("page-with-events", f"Q3: a page of {SIZE} with 5 events each", (16, 64), SIZE),
    MeasuredOperation("graphql-create", f"GraphQL: create {BATCH}", deliveries=BATCH, writes=True),
    MeasuredOperation("settings", "REST: settings", (16, 64)),
    MeasuredOperation("create-1", "REST: create 1", writes=True),
    MeasuredOperation("create-100", f"REST: create {BATCH}", deliveries=BATCH, writes=True),
    MeasuredOperation("update-100", f"REST: update {BATCH}", deliveries=BATCH, writes=True),
    MeasuredOperation(
        "create-10000", f"REST: create {LARGE_BATCH:,}", (1,), LARGE_BATCH, writes=True, reference="COPY"
    ),
)


def _without(value: Any, names: frozenset[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _without(each, names) for name, each in value.items() if name not in names}
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    return f"{value[:-6]}Z" if isinstance(value, str) and value.endswith("+00:00") else value
