"""Rows chosen by their ids: one delivery, some deliveries, some sweeps."""

from typing import Final

from sqlalchemy import bindparam, select

from persistence.engine.statement import any_of
from persistence.schema.tables import DELETED, delivery, sweep

_OF_ACCOUNT: Final = delivery.c.account_id == bindparam("account_id")

ONE: Final = select(delivery).where(
    _OF_ACCOUNT, delivery.c.id == bindparam("id"), delivery.c.state != DELETED
)
SOME: Final = select(delivery).where(_OF_ACCOUNT, delivery.c.id == any_of("ids"), delivery.c.state != DELETED)
ANY_STATE: Final = select(delivery).where(_OF_ACCOUNT, delivery.c.id == any_of("ids"))
SWEEPS: Final = select(sweep).where(
    sweep.c.account_id == bindparam("account_id"), sweep.c.id == any_of("ids")
)
