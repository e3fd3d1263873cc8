"""The gateway's application: environment, composition, ASGI app, GraphQL, OAuth, command line."""
