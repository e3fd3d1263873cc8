"""GraphQL over the use-cases."""
