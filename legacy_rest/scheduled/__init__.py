"""The scheduled-delivery API of 2018: its field names, formats, sentences and status codes."""
