"""The documented REST paths as they always were."""
