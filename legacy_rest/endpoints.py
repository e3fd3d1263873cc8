"""The shared part of all legacy endpoints: authentication, errors of the domain, rate limit."""

from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from domain.errors import DomainError
from domain.model.auth import Caller, Channel
from domain.ports import Slices
from domain.usecases import UseCases
from legacy_rest.errors import ErrorTable
from legacy_rest.fallbacks import GONE
from legacy_rest.metering import add_rate_limit_headers
from legacy_rest.problems import RequestRefused, answer_long_problem, answer_problem
from legacy_rest.routing import Endpoint

ChooseErrors = Callable[[Request], ErrorTable]


async def authenticate(usecases: UseCases, request: Request) -> Caller:
    """Return the caller of a request, and count the call; raises `NotAuthenticated`."""
    state = request.state
    caller = await usecases.access.authenticate(state.token, Channel.REST, state.request_id)
    usecases.usage.count(caller, state.operation)
    return caller


def with_errors(operation: str, endpoint: Endpoint, choose_errors: ChooseErrors, slices: Slices) -> Endpoint:
    """Return the endpoint with every refusal answered, errors of the domain by the chosen table, in slices.

    `operation` names the endpoint in the metrics and in the usage of calls.
    """

    async def answer(request: Request) -> Response:
        request.state.operation = operation
        try:
            response = await endpoint(request)
        except DomainError as error:
            problem = choose_errors(request)[type(error)](error)
            response = await answer_long_problem(request, problem, slices.begin())
        except RequestRefused as refused:
            response = answer_problem(request, refused.problem)
        except ClientDisconnect:  # whose leaving is not logged as an error
            response = answer_problem(request, GONE)
        return add_rate_limit_headers(request, response)

    return answer
