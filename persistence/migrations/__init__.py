"""The way from an empty database to the newest schema."""
