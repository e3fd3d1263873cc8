"""The one list of what is told of an error in its own words; of all others only a fixed sentence leaves.

- What the domain refuses, in `api.graphql.errors`' own sentences.
- What a resolver raises as a `GraphQLError` with an extension, which it wrote for clients.
- Graphql-core's sentences on documents, variables and arguments, unless another exception is their cause: its
  text is then part of the sentence, and may be Python's own.
- `UnreadableValue`, which a scalar raises.
"""

from typing import Final

from graphql import GraphQLError

UNREADABLE: Final = "The value cannot be read: it is too large, nested too deeply or not of its type."
_OF_ARGUMENTS: Final = "Argument '"  # how graphql-core's only sentences on requests begin that come so late


class UnreadableValue(ValueError):
    """A scalar that is not written as it must be; its text is for the client."""


def origin_of(error: GraphQLError) -> Exception:
    """What was raised in the first place."""
    found: Exception = error
    while isinstance(found, GraphQLError) and found.original_error is not None:
        found = found.original_error
    return found


def is_for_client(error: GraphQLError) -> bool:
    """Whether the message is one that may leave; what fails without a path was found in the request."""
    origin = origin_of(error)
    if not isinstance(origin, GraphQLError):
        return isinstance(origin, UnreadableValue)
    return error.path is None or bool(origin.extensions) or origin.message.startswith(_OF_ARGUMENTS)
