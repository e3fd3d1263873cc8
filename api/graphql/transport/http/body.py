"""The bytes of a request, never more of them than allowed."""

from starlette.requests import ClientDisconnect, Request

from api.graphql.transport.refusals import Code, HttpRefusal, bad_request


async def body_of(request: Request, limit: int) -> bytes:
    """Raises a refusal as soon as there is more than `limit` bytes, announced or sent."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            chunks.append(chunk)
    except ClientDisconnect as gone:
        raise bad_request("The body ended too early.") from gone
    return b"".join(chunks)


def _too_large(limit: int) -> HttpRefusal:
    return HttpRefusal(413, Code.LIMIT_BODY, f"The body is too large; {limit} bytes are allowed.")
