"""Gzip is inflated in pieces, and a stream that yields next to nothing is refused."""

import gzip
import zlib
from collections.abc import Iterator
from hashlib import shake_128

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.operations.gzip_reader import MEMBERS, OVERHEAD, PIECE, BrokenGzip, GzipReader

NOISE = shake_128(b"noise").digest(300_000)  # which does not compress
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"


def read_pieces(*inputs: bytes) -> Iterator[bytes]:
    reader = GzipReader()
    for data in inputs:
        reader.feed(data)
        while reader.has_input:
            yield reader.read()
    reader.check_end()


def inflate(*inputs: bytes) -> bytes:
    return b"".join(read_pieces(*inputs))


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("content", [b"", b"{}", b"a" * PIECE, b"a" * (PIECE + 1), b"a" * 3 * PIECE, NOISE])
@pytest.mark.parametrize("size", [1_000_000, 4_097, 4_096, 7])
def test_a_stream_is_inflated_however_it_is_cut(content: bytes, size: int) -> None:
    for level in (0, 1, 9):
        assert inflate(*cut(gzip.compress(content, level), size)) == content


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.integers(1, 50))
def test_the_members_of_a_stream_are_one_content(contents: list[bytes], size: int) -> None:
    stream = b"".join(map(gzip.compress, contents))
    assert inflate(*cut(stream, size)) == b"".join(contents)


def test_no_piece_is_larger_than_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    sizes = [len(each) for each in read_pieces(bomb)]
    assert max(sizes) == PIECE
    assert sum(sizes) == 50_000_000


def test_a_stream_that_is_cut_off_anywhere_is_broken() -> None:
    stream = gzip.compress(b'{"query": "{ rules { code } }"}') + gzip.compress(b"  ")
    whole = len(gzip.compress(b'{"query": "{ rules { code } }"}'))
    for end in set(range(len(stream))) - {whole}:
        with pytest.raises(BrokenGzip):
            inflate(stream[:end])


@pytest.mark.parametrize(
    "stream",
    [
        b'{"query": "{ rules { code } }"}',
        zlib.compress(b"{}"),
        gzip.compress(b"{}") + b"\0",
        gzip.compress(b"{}") + b"{}",
        gzip.compress(b"{}")[:-8] + b"\0" * 8,
        gzip.compress(b"{}")[:-1] + b"\1",
    ],
    ids=["plain", "zlib", "padding", "rest", "checksum", "length"],
)
def test_a_malformed_stream_is_broken(stream: bytes) -> None:
    for size in (1_000, 1):
        with pytest.raises(BrokenGzip):
            inflate(*cut(stream, size))


def test_members_are_counted() -> None:
    member = gzip.compress(b"1")
    assert inflate(member * MEMBERS) == b"1" * MEMBERS
    with pytest.raises(BrokenGzip):
        inflate(member * (MEMBERS + 1))


def test_blocks_without_content_are_counted() -> None:
    head, tail = gzip.compress(b"")[:10], gzip.compress(b"")[10:]
    fits = (OVERHEAD - len(head + tail)) // len(EMPTY_BLOCK)
    assert inflate(head + EMPTY_BLOCK * fits + tail) == b""
    with pytest.raises(BrokenGzip):
        inflate(head + EMPTY_BLOCK * (fits + 1) + tail)


def test_a_header_without_end_is_not_read_to_its_end() -> None:
    pieces: list[bytes] = []
    with pytest.raises(BrokenGzip):
        pieces.extend(read_pieces(b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * 100 * OVERHEAD))
    assert 0 < len(pieces) < 20
    assert set(pieces) == {b""}


def test_what_does_not_compress_may_be_larger_than_its_content() -> None:
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    parts = [
        pack.compress(NOISE[at : at + 50]) + pack.flush(zlib.Z_SYNC_FLUSH) for at in range(0, 100_000, 50)
    ]
    stream = b"".join(parts) + pack.flush()
    assert len(stream) > 100_000
    assert inflate(stream) == NOISE[:100_000]
