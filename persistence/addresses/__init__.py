"""The address register: postal areas and addresses, and what they say about an address."""
