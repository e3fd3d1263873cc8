"""Strictly pure rules: frozen values in, frozen values and violations out."""
