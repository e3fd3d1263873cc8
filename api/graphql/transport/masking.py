"""What is told of an error that nobody foresaw: where, and under which id the log has the rest."""

import logging

from graphql import GraphQLError, GraphQLFormattedError

from api.graphql.transport.disclosure import is_for_client, origin_of
from api.graphql.transport.refusals import Code, HttpRefusal, format_error

log = logging.getLogger(__name__)
MESSAGE = "Internal error"


def mask_error(error: GraphQLError, request_id: str) -> GraphQLFormattedError:
    """What is for the client as it is, anything else by the request's id alone."""
    if is_for_client(error):
        return error.formatted
    log.error("request %s failed unexpectedly at %s", request_id, error.path, exc_info=origin_of(error))
    return {**error.formatted, **format_error(Code.INTERNAL, MESSAGE, requestId=request_id)}


def internal_error(error: Exception, request_id: str) -> HttpRefusal:
    """The answer to a request that failed outside of any field."""
    log.error("request %s failed unexpectedly", request_id, exc_info=error)
    return HttpRefusal(500, Code.INTERNAL, MESSAGE, requestId=request_id)
