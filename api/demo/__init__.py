"""The demo: two accounts anyone on this machine may try things with, with deliveries in every state."""
