"""What clients see, one module a resource."""
