"""The fields of `Mutation`, one module per resource."""
