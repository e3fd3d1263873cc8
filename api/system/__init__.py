"""The clock and the randomness of the machine."""
