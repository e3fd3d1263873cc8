"""The address register: postal areas, addresses, and the look-up of an address in them."""
