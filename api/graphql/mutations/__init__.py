"""What clients can do, one module a resource."""
