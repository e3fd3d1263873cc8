import strawberry

from api.graphql.inputs.delivery import optional_field, unset_to_none


@strawberry.input
class IdempotentInput:
    """The first field of every mutation's input."""

    idempotency_key: str | None = optional_field(
        "Makes the mutation safe to repeat: with the same key and the same input it is executed once within "
        "24 hours, across GraphQL and REST; with another input it is refused. 1 to 255 printable ASCII "
        "characters, e.g. a new UUID for each order. Refusals are not remembered."
    )

    @property
    def key(self) -> str | None:
        return unset_to_none(self.idempotency_key)
