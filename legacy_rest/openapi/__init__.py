"""The description of this channel in OpenAPI 3.1, from the tables that read requests and answer them."""
