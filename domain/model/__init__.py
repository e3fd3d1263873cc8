"""The frozen values that rules and use-cases work on."""
