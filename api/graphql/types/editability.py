from datetime import datetime

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import ViolationCode
from api.graphql.paths import graphql_path
from domain.model import editability


@strawberry.type(description="Why a delivery cannot be changed, or not freely.")
class EditabilityReason(DomainType):
    domain_type = editability.Reason

    code: object = attribute(
        "code",
        "Which rule: `DELIVERY_LOCKED` once it is planned, `NOTICE_TOO_SHORT` once its pickup is too near.",
        graphql_type=ViolationCode,
    )
    since: datetime = attribute("since", "Since when.")
    by: str | None = attribute(
        "by", "The name of the token that brought it about. Null where time alone did, or nobody knows."
    )


@strawberry.type(
    description="What may be done with a delivery now, by its state and the account's notice. All other "
    "rules judge what a change brings; `rehearseDeliveryUpdates` asks them."
)
class Editability(DomainType):
    domain_type = editability.Editability

    can_update: bool = attribute(
        "can_update", "Whether any change can still be accepted; see `editableFields`."
    )
    can_delete: bool = attribute("can_delete", "Whether it can be withdrawn.")
    editable_fields: list[str] = attribute(
        "editable_fields",
        "The fields of `UpdateDeliveryInput` that may change. Once notice is too short, only `deliveryDate` "
        "and `pickupWindow`, which must move the pickup far enough away for anything to be accepted. Empty "
        "where it is locked.",
        through=lambda paths: [graphql_path(path) for path in paths],
    )
    reasons: list[EditabilityReason] = attribute(
        "reasons", "Why not everything may be done. Empty where everything may."
    )
    locks_at: datetime | None = attribute(
        "locks_at",
        "The last moment at which notice lets any change through, past ones too. Null where the delivery is "
        "locked already or the account needs no notice.",
    )
