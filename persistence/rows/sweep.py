"""A sweep as a row of the table `sweep`."""

from collections.abc import Mapping
from typing import Final

from domain.model.sweep import Sweep, SweepState
from persistence.rows.mapping import Composite, map_enum
from persistence.schema.tables import sweep

SWEEP: Final = Composite(Sweep, state=map_enum("state", SweepState))

sweep_from_row = SWEEP.make_reader(sweep)
_GETTERS: Final = tuple(SWEEP.getters())


def columns_from_sweep(value: Sweep) -> Mapping[str, object]:
    return {column: get(value) for column, get in _GETTERS}
