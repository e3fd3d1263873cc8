"""Postal codes: their formats by country, their one normal form, and their order in zones."""
