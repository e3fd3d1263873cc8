"""The demo: two accounts with public tokens, and deliveries in every state."""
