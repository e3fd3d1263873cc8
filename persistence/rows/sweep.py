from domain.model.sweep import Sweep, SweepState
from persistence.engine.database import Row


def sweep_from_row(row: Row) -> Sweep:
    """Read by place, in the order of the table's columns."""
    return Sweep(row[1], row[0], row[2], SweepState(row[3]), row[4], row[5])
