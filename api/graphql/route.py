from starlette.routing import Route

from api.graphql.view import GraphQLView
from domain.usecases import UseCases


def graphql_route(usecases: UseCases) -> Route:
    """GraphQL at `/graphql`: POST for requests, GET for queries and, in a browser, GraphiQL."""
    return Route("/graphql", GraphQLView(usecases))
