"""Adapters of the domain's ports to Postgres, and an embedded server."""
