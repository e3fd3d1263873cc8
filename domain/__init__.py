"""The rules of scheduled deliveries and what may be done with them; standard library only."""
