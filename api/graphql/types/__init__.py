"""The object types, one module per resource."""
