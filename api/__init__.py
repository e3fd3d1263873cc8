"""Everything that faces today's world: settings, composition, app, command line, GraphQL."""
