"""The documented legacy REST paths."""
