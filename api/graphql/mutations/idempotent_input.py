from typing import Any

import strawberry

from api.graphql.inputs.delivery import optional_field, unset_to_none


@strawberry.input
class IdempotentInput:
    """What every mutation's input begins with."""

    idempotency_key: str | None = optional_field(
        "Makes the mutation safe to repeat: with the same key and the same input it is done once within 24 "
        "hours, whether it comes here or by REST. 1 to 255 printable ASCII characters; a new UUID for each "
        "order is a good choice. Refusals are not remembered."
    )

    @property
    def key(self) -> str | None:
        return unset_to_none(self.idempotency_key)


def replay_field() -> Any:  # noqa: ANN401 - a field stands for a value of whatever type it is annotated with
    """What every mutation's payload says of its key."""
    return strawberry.field(
        default=False,
        description="True where it had been done before under the same `idempotencyKey`; what it was done to "
        "is shown as it is by now.",
    )
