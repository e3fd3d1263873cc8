import strawberry


@strawberry.interface(description="An object that can be fetched again by its `id` alone; see `Query.node`.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="An opaque id, unique among all objects of the account, whatever their types. Store it "
        "unchanged; do not read or build ids."
    )
