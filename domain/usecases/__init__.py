"""Load, decide, save: what every door may ask for."""
