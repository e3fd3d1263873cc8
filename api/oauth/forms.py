"""The form of a token request and the client's credentials: RFC 6749, sections 2.3.1, 3.2, appendix B."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request

from api.oauth.responses import OAuthError, invalid_client, invalid_request
from api.operations.request_body import BodyTooLarge, read_body

LARGEST_BODY: Final = 16 * 1024
MOST_FIELDS: Final = 50
FORM: Final = "application/x-www-form-urlencoded"

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The id of a client and its secret."""

    client_id: str
    secret: str = field(repr=False)


async def read_fields(request: Request) -> Fields:
    """Return the form's fields; a field without a value counts as omitted. Raises `OAuthError`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise invalid_request(f"The content type must be {FORM}.")
    try:
        body = await read_body(request.scope, request.receive, LARGEST_BODY)
    except BodyTooLarge:
        raise invalid_request("The body is too large.", 413) from None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise invalid_request("The body is not a form in UTF-8.") from None
    if len(dict(pairs)) < len(pairs):
        raise invalid_request("A parameter is repeated.")
    return {name: value for name, value in pairs if value}


def read_credentials(authorizations: Sequence[str], fields: Fields) -> Sequence[Credentials]:
    """Return the credentials of HTTP Basic or of the form, but not of both, in each way to read them.

    Raises `OAuthError`.
    """
    if not authorizations:
        return [_from_fields(fields)]
    if len(authorizations) > 1 or "client_secret" in fields:
        raise invalid_request("The client must authenticate in one way only.")
    readings = _from_basic(authorizations[0])
    if "client_id" in fields and fields["client_id"] not in {each.client_id for each in readings}:
        raise invalid_request("The client_id differs from the one in the header Authorization.")
    return readings


def _from_fields(fields: Fields) -> Credentials:
    try:
        return Credentials(fields["client_id"], fields["client_secret"])
    except KeyError:
        raise invalid_client() from None


def _from_basic(authorization: str) -> Sequence[Credentials]:
    """Read HTTP Basic, in which both parts are form-encoded, so that either may hold a colon.

    Many tools forget that, so the parts may also be as they are: the secret, which has no colon, decides.
    """
    scheme, _, encoded = authorization.partition(" ")
    try:
        text = b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        raise invalid_client() from None
    if scheme.lower() != "basic" or ":" not in text:
        raise invalid_client()
    client_id, _, secret = text.rpartition(":")
    return list(dict.fromkeys([*_decode_pair(text), Credentials(client_id, secret)]))


def _decode_pair(text: str) -> Iterator[Credentials]:
    """Yield the pair that `text` is in form-encoding, if it is one."""
    with suppress(ValueError):
        client_id, secret = (unquote_plus(part, errors="strict") for part in text.split(":", 1))
        yield Credentials(client_id, secret)


def requested_scopes(fields: Fields) -> frozenset[str]:
    """Return the names of the requested scopes; none asks for all that the client has."""
    return frozenset(fields["scope"].split(" ")) if "scope" in fields else frozenset()


def check_grant_type(fields: Fields) -> None:
    """Check that the grant type is client_credentials; raises `OAuthError`."""
    if "grant_type" not in fields:
        raise invalid_request("The parameter grant_type is missing.")
    if fields["grant_type"] != "client_credentials":
        raise OAuthError("unsupported_grant_type", "The grant type must be client_credentials.")
