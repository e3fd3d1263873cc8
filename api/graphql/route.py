from starlette.responses import PlainTextResponse
from starlette.routing import Route

from domain.usecases import UseCases


def graphql_route(_usecases: UseCases) -> Route:
    return Route("/graphql", PlainTextResponse("to come", status_code=503))
