"""GraphQL's answers to bodies that do not reach its endpoint."""

from starlette.requests import Request
from starlette.responses import Response

from api.graphql.transport.http.media import JSON
from api.graphql.transport.http.responses import refusal_response
from api.graphql.transport.refusals import Code, HttpRefusal, bad_request
from api.graphql.transport.request_notes import note_errors
from api.operations.inflated_body import ACCEPTED, EncodingRefusals


def refuse_slow_body(request: Request) -> Response:
    """Answer a client that does not send its whole body in time."""
    return _refuse(request, HttpRefusal(408, Code.REQUEST_TIMEOUT, "The body did not arrive in time."))


def refuse_encoding(request: Request) -> Response:
    """Answer a client whose body is in an encoding other than gzip."""
    message = "Send the body with Content-Encoding gzip, or without one."
    return _refuse(request, HttpRefusal(415, Code.UNSUPPORTED_MEDIA_TYPE, message, ACCEPTED))


def refuse_broken_gzip(request: Request) -> Response:
    """Answer a client whose body is malformed or incomplete gzip."""
    return _refuse(request, bad_request("The body must be complete, well-formed gzip."))


ENCODING_REFUSALS = EncodingRefusals(refuse_encoding, refuse_broken_gzip)


def _refuse(request: Request, refused: HttpRefusal) -> Response:
    note_errors(request.scope, refused.errors)
    return refusal_response(JSON, refused)
