"""The frozen values the rules speak of."""
