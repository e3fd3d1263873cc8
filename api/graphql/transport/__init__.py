"""GraphQL over HTTP, server-sent events and WebSocket, over any strawberry schema."""
