from datetime import datetime

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import ViolationCode
from api.graphql.types.delivery_field import DeliveryField
from domain.model import editability
from domain.rules.editability import MOST_REASONS


@strawberry.type(description="A rule that forbids all or some changes of a delivery.")
class EditabilityReason(DomainType):
    domain_type = editability.Reason

    code: object = attribute(
        "The rule: `DELIVERY_LOCKED` once the delivery is planned, `NOTICE_TOO_SHORT` once its pickup is too "
        "near, `DELIVERY_WINDOW_PAST` once its window is over, `CUT_OFF_PASSED` after the cut-off of its "
        "day.",
        graphql_type=ViolationCode,
    )
    since: datetime = attribute("Since when the rule forbids changes.")
    by: str | None = attribute(
        "The name of the token that locked the delivery. Null if time alone did, or if it is not known."
    )


@strawberry.type(
    description="Which changes of a delivery are possible now, by its state and its deadlines. Other "
    "rules depend on what a change contains; `rehearseDeliveryUpdates` checks them."
)
class Editability(DomainType):
    domain_type = editability.Editability

    can_update: bool = attribute("Whether any change can still be accepted; see `editableFields`.")
    can_delete: bool = attribute("Whether the delivery can be deleted.")
    editable_fields: list[object] = attribute(
        "The fields of `UpdateDeliveryInput` that may change. Once a deadline has passed, only "
        "`DELIVERY_DATE`, `PICKUP_WINDOW` and `DELIVERY_WINDOW`; the change must then move the delivery far "
        "enough into the future. Empty if the delivery is locked.",
        graphql_type=list[DeliveryField],  # type: ignore[valid-type]  # an enum that is derived
    )
    reasons: list[EditabilityReason] = attribute(
        "Why some changes are not possible. Empty if all are possible.", most=MOST_REASONS
    )
    locks_at: datetime | None = attribute(
        "The last moment at which a change that keeps the day and the windows is in time; may be in the "
        "past. Null if the delivery is locked already or has no deadline."
    )
