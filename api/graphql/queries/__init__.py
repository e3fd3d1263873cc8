"""What clients can see, one module a resource."""
