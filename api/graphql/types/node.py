import strawberry


@strawberry.interface(description="Anything that can be fetched again by its `id` alone; see `Query.node`.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="An opaque id, unique among all things of the account. Keep it as it is; what it is made "
        "of may change."
    )
