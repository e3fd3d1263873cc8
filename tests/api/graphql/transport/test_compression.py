"""Answers in gzip: when they are asked for, of which size, and never for event streams."""

import asyncio
import zlib
from collections.abc import Callable

import pytest

from api.operations.accept_header import accepts_gzip
from api.operations.compression import LARGEST_AT_ONCE, SMALLEST
from tests.api.graphql.transport.serving import Library

pytestmark = pytest.mark.asyncio(loop_scope="module")
ECHO = "query ($text: String!) { echo(text: $text) }"


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("gzip;q=0.001", True),
        ("gzip, identity;q=0.5", True),
        ("identity;q=0, gzip;q=0.1", True),
        ("", False),
        ("identity", False),
        ("deflate, br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0, *", False),
        ("gzip; q=0", False),
        ("*;q=0", False),
        ("identity, gzip;q=0.5", False),
        ("gzip;q=2", False),
        ("gzip;q=x", False),
        ("gzipped, agzip, gzip-x", False),
        (",;,=", False),
    ],
)
async def test_gzip_is_sent_only_to_clients_that_want_it(header: str, wanted: bool) -> None:  # noqa: FBT001 - a table
    assert accepts_gzip(header) is wanted


async def answer_of_size(library: Library, size: int, encoding: str) -> tuple[bytes, dict[str, str]]:
    """Return the bytes of an answer that has `size` of them before compression, and its header fields."""
    padding = "x" * size  # for the same cost, which the answer shows
    empty = len((await library.post(ECHO, variables={"text": "", "padding": padding})).content)
    text = "x" * (size - empty)
    body = {"query": ECHO, "variables": {"text": text}}
    async with library.http.stream(
        "POST", "/graphql", json=body, headers={"Accept-Encoding": encoding}
    ) as response:
        content = b"".join([each async for each in response.aiter_raw()])
        assert response.status_code == 200
        assert response.headers["vary"] == "Accept, Accept-Encoding"
        assert response.headers["content-length"] == str(len(content))
        return content, dict(response.headers)


@pytest.mark.parametrize("size", [SMALLEST, 10_000, LARGEST_AT_ONCE, LARGEST_AT_ONCE + 1, 600_000])
async def test_an_answer_of_a_kilobyte_or_more_is_compressed(library: Library, size: int) -> None:
    plain, _ = await answer_of_size(library, size, "identity")
    packed, headers = await answer_of_size(library, size, "gzip")
    assert headers["content-encoding"] == "gzip"
    assert len(packed) < size // 10
    assert len(plain) == size
    assert zlib.decompress(packed, 31) == plain


@pytest.mark.parametrize(
    ("size", "encoding"),
    [(SMALLEST - 1, "gzip"), (100, "gzip"), (10_000, "gzip;q=0"), (10_000, "br"), (600_000, "")],
)
async def test_other_answers_are_not(library: Library, size: int, encoding: str) -> None:
    content, headers = await answer_of_size(library, size, encoding)
    assert "content-encoding" not in headers
    assert len(content) == size


async def test_only_a_large_answer_is_compressed_in_a_thread(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    run_in_thread = asyncio.to_thread

    async def note_size(work: Callable[[bytes], bytes], body: bytes) -> bytes:
        sizes.append(len(body))
        return await run_in_thread(work, body)

    monkeypatch.setattr(asyncio, "to_thread", note_size)
    for size in (SMALLEST, LARGEST_AT_ONCE, LARGEST_AT_ONCE + 1):
        await answer_of_size(library, size, "gzip")
    assert sizes == [LARGEST_AT_ONCE + 1]


async def test_a_refusal_is_compressed_too(library: Library) -> None:
    query = "{ book { " + " ".join(f"wrong{number:050}" for number in range(30)) + " } }"
    response = await library.http.post("/graphql", json={"query": query}, headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["errors"]


@pytest.mark.parametrize("query", ["subscription { books(upto: 200) { title } }", ECHO])
async def test_an_event_stream_never_is(library: Library, query: str) -> None:
    body = {"query": query, "variables": {"text": "x" * 10_000} if query == ECHO else {}}
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    response = await library.http.post("/graphql", json=body, headers=headers)
    assert len(response.content) > SMALLEST
    assert "content-encoding" not in response.headers
    assert response.headers["vary"] == "Accept"
