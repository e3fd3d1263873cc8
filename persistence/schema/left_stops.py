"""The stops that deliveries left for re-delivery, in the events by which they left.

Such an event alone is in the index, by the sweep and the position that the delivery had.
"""

from typing import Final

from sqlalchemy import Index, literal_column, text

from domain.model.events import EventType, Subject

SWEEP: Final = "(changes #>> '{sweep_id,0}')"
POSITION: Final = "((changes #>> '{position,0}')::integer)"
IS_LEFT_STOP: Final = (
    f"subject = '{Subject.DELIVERY}' AND event_type = '{EventType.KEPT_FOR_REDELIVERY}' "
    f"AND {SWEEP} IS NOT NULL"
)
LEFT_STOP_INDEX: Final = Index(
    "event_left_stop_idx",
    "account_id",
    literal_column(SWEEP),
    literal_column(POSITION),
    postgresql_where=text(IS_LEFT_STOP),
)
