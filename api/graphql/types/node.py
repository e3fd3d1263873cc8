import strawberry


@strawberry.interface(description="An object that can be fetched again by its `id` alone; see `Query.node`.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="An opaque id, unique in the account. Store it unchanged; its format may change."
    )
