import strawberry

from api.graphql.inputs import given, optional


@strawberry.input
class Repeatable:
    """What every mutation's input begins with."""

    idempotency_key: str | None = optional(
        "Makes the mutation safe to repeat: with the same key and the same input it is done once within 24 "
        "hours, whether it comes here or by REST. 1 to 255 printable ASCII characters; a new UUID for each "
        "order is a good choice. Refusals are not remembered."
    )

    @property
    def key(self) -> str | None:
        return given(self.idempotency_key)
